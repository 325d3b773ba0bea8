import type { NodeId, PodId } from '#core/cluster';
import type { DrawnNode } from '#core/scenario';
import type { Action, WorldEvent } from '#core/orchestrator';
import type { PodOnNode } from './pod-on-node.js';
import type { Processor } from './processor.js';

/** A node of the simulated cluster. */
export class Machine {
  /** Faults that keep it off, cut its agent off, or cut it off from everybody: counted, because they overlap. */
  downBy = 0;
  agentCutBy = 0;
  clientsCutBy = 0;
  left = false;
  /** The control plane knows that it left. */
  toldLeft = false;
  /** Thousandths each slowing fault leaves of its speed. */
  readonly slowedBy: number[] = [];
  /** Faults and maintenance under way here: pods that move from here are forced to. */
  forced = 0;
  /** Share of requests it breaks, and what it adds to each, while gray. */
  errorMilli = 0;
  extraLatencyUs = 0;
  /** What `isReachable` was when somebody last looked. */
  reachable = true;
  /** The control plane was told that it is silent. */
  toldSilent = false;
  lastHeardUs = 0;
  /** Pods were lost with a power cycle nobody was told of yet. */
  rebooted = false;
  /** Pods that were lost with the power and not reported yet. */
  lost: readonly PodId[] = [];
  readonly pods = new Set<PodOnNode>();
  /** Requested by the pods it holds. */
  cpuRequestedMilli = 0;
  memoryRequestedBytes = 0;
  readonly extendedRequested = new Map<string, number>();
  memoryUsedBytes = 0;
  /** Images, least recently used first, with their bytes; the layers all applications share. */
  readonly images = new Map<string, number>();
  cachedBytes = 0;
  sharedLayerBytes = 0;
  /** Images to pull, one at a time as agents do. */
  readonly pullQueue: string[] = [];
  /** What could not be said or heard while the agent was cut off. */
  readonly unsaid: WorldEvent[] = [];
  readonly unheard: Action[] = [];
  completionSlot = -1;
  heartbeatSlot = -1;
  /** Original images need no pull here. */
  warm = false;

  constructor(
    readonly drawn: DrawnNode,
    readonly id: NodeId,
    readonly processor: Processor,
    readonly heartbeatPhaseUs: number,
  ) {}

  get speedMilli(): number {
    return this.slowedBy.reduce((left, milli) => Math.max(1, Math.round((left * milli) / 1000)), this.drawn.speedMilli);
  }

  get isUp(): boolean {
    return this.downBy === 0 && !this.left;
  }

  /** The control plane and its agent can talk. */
  get isReachable(): boolean {
    return this.isUp && this.agentCutBy === 0 && this.clientsCutBy === 0;
  }

  get answersClients(): boolean {
    return this.isUp && this.clientsCutBy === 0;
  }
}
