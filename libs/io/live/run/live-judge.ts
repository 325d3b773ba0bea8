import type Docker from 'dockerode';
import type { Entry } from '#core/entry';
import type { Scenario } from '#core/scenario';
import type { Stepper } from '../light/stepper.js';
import type { DriverName } from '../probe/host-facts.js';

/** The process of a plugin, begun for one replay. */
export interface LiveContestant {
  readonly stepper: Stepper;
  close(): Promise<void>;
}

/** What one live judgement is asked to do. */
export interface LiveRequest {
  readonly engine: Docker;
  readonly scenario: Scenario;
  readonly entry: Entry;
  readonly seed: number;
  readonly driver: DriverName;
  /** Image of the nodes of a real Kubernetes; absent: whichever the engine holds. */
  readonly nodeImage?: string | undefined;
  /** Begins the process of an entry that brings one; once a replay. */
  readonly contestant?: () => Promise<LiveContestant>;
  /** Replays of the entry; an odd number, so that a median is one of them. */
  readonly replications: number;
  /** Replayed before or after each replication, in turn; null: the run is measured and not scored. */
  readonly baseline: Entry | null;
  /** How many disturbed replays may be repeated. */
  readonly repeats: number;
  /** A replay is void when one request in twenty left later than this. */
  readonly voidLateUs?: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: LiveProgress) => void;
}

export interface LiveProgress {
  readonly what: 'waiting for the host' | 'building' | 'storing' | 'running' | 'taking down';
  readonly replay: number;
  readonly replays: number;
  /** Of the scenario's duration, while it runs. */
  readonly nowUs: number;
  readonly horizonUs: number;
}
