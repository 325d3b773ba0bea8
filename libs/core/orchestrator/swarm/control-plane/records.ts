import type { NodeFacts, NodeId, PodId, PodToRun } from '#core/cluster';
import type { SwarmService } from '#core/entry';
import type { SwarmTaskSpec } from '../scheduler/index.js';
import type { TaskState } from './task-state.js';

/** A service's task spec at one version, with what its tasks have in common worked out once. */
export interface ServiceVersion {
  /** 0 until the first update, then the version of the store that made it. */
  readonly index: number;
  readonly spec: SwarmService;
  readonly placement: SwarmTaskSpec;
  readonly run: Omit<PodToRun, 'id' | 'name' | 'owner' | 'work'>;
  /** Equal texts: equal task specs. The second one leaves the placement constraints out. */
  readonly text: string;
  readonly textWithoutConstraints: string;
}

export type UpdateState = 'updating' | 'paused' | 'completed' | 'rollback_started' | 'rollback_paused' | 'rollback_completed';

export interface ServiceRecord {
  readonly name: string;
  /** Jobs that the scenario hands in: the job whose items its tasks process. */
  readonly job: string | null;
  /** Packing: what the scenario asked to place. */
  readonly submitted: boolean;
  version: ServiceVersion;
  previous: ServiceVersion | null;
  updateStatus: { readonly state: UpdateState; readonly message: string } | null;
  /** By slot number; of a global service by the node's id. */
  readonly slots: Map<number, SwarmTask[]>;
  /** Of a job: most tasks at once. */
  maxConcurrent: number;
  finished: boolean;
}

export interface NodeRecord {
  readonly id: NodeId;
  facts: NodeFacts;
  labels: Readonly<Record<string, string>>;
  state: 'unknown' | 'ready' | 'down';
  availability: 'active' | 'pause' | 'drain';
  /** Says why the state is what it is: `heartbeat failure`. */
  message: string;
  /** Every task in the store that has this node. */
  readonly tasks: Set<SwarmTask>;
}

export interface SwarmTask {
  readonly id: PodId;
  readonly service: ServiceRecord;
  readonly version: ServiceVersion;
  readonly slot: number;
  readonly createdUs: number;
  /** Bound to its node from the start: tasks of global services. */
  readonly preassigned: boolean;
  node: NodeRecord | null;
  desired: TaskState;
  state: TaskState;
  message: string;
  error: string;
  /** When the state was reached. */
  statusUs: number;
  /** The node agent was told to run it. */
  started: boolean;
  /** It was asked to stop. */
  stopped: boolean;
  deleted: boolean;
}

export const slotOf = (task: SwarmTask): number => (task.preassigned ? (task.node?.id ?? -1) : task.slot);
export const isGlobal = ({ version }: ServiceRecord): boolean => version.spec.mode === 'global' || version.spec.mode === 'global-job';
export const isJob = ({ version }: ServiceRecord): boolean => version.spec.mode.endsWith('-job');
/** No task of a service may run there any more. */
export const isInvalid = (node: NodeRecord): boolean => node.state === 'down' || node.availability === 'drain';
