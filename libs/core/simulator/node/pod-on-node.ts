import type { PodToRun } from '#core/cluster';
import { IndexRing } from '../engine/index-ring.js';
import type { Machine } from './machine.js';
import type { Share } from './share.js';

export type PodStage =
  /** Waits for its image. */
  | 'image'
  | 'pull-backoff'
  | 'creating'
  /** The process runs. */
  | 'up'
  /** Ended; will be started again. */
  | 'restart-backoff'
  /** Ended for good, still on the books of the node agent. */
  | 'ended'
  /** Holds nothing any more. */
  | 'gone';

/** A pod as its node agent holds it. */
export class PodOnNode {
  stage: PodStage = 'image';
  /** The process is past its start-up: it answers. */
  serving = false;
  /** It was told to end: takes nothing new, finishes what it has. */
  draining = false;
  stopping = false;
  ready = false;
  everReady = false;
  restarts = 0;
  failures = 0;
  pullFailures = 0;
  /** When its node agent was handed it. */
  heldUs = 0;
  upSinceUs = 0;
  /** End of a start: crashes then when `doomed`. */
  startedAtUs = 0;
  doomed = false;
  killAtUs = 0;
  probeSuccesses = 0;
  readinessFailures = 0;
  livenessFailures = 0;
  startupFailures = 0;
  stepSlot = -1;
  stopSlot = -1;
  readinessSlot = -1;
  livenessSlot = -1;
  startupSlot = -1;
  share: Share | null = null;
  readonly backlog = new IndexRing();
  /** Requests that hold a place among those processed at once, and all that the balancer sent and did not hear of again. */
  inService = 0;
  outstanding = 0;
  firstAttempt = -1;
  finished = 0;
  finishedAtScrape = 0;
  usedBefore = 0;
  usedAtScrape = 0;
  memoryBytes = 0;

  constructor(
    readonly index: number,
    readonly spec: PodToRun,
    readonly node: Machine,
    /** Index of its application; -1 when the scenario has none of that name. */
    readonly app: number,
    /** Index of its job in the run, or -1. */
    readonly job: number,
    /** What this version of the image does: CPU per request, share of requests that fail, share of starts that crash, thousandths. */
    readonly version: ImageVersion,
  ) {}
}

export interface ImageVersion {
  readonly bytes: number;
  readonly cpuMilli: number;
  readonly errorMilli: number;
  readonly crashMilli: number;
}
