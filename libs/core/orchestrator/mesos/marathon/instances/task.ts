import type { NodeId, PodId } from '#core/cluster';
import type { Share } from '../../allocator/index.js';
import type { AgentView } from '../launch/agent-view.js';
import type { Instance } from './instance.js';

/** A task on an agent, as the master knows it. It may outlive its instance: expunged, it is killed when it comes back. */
export interface Task {
  readonly pod: PodId;
  /** `shop_web.instance-3f9c….1` */
  readonly name: string;
  readonly role: string;
  readonly agent: NodeId;
  readonly view: AgentView;
  readonly share: Share;
  readonly graceUs: number;
  instance: Instance | null;
  /** It was asked to end. */
  killed: boolean;
  /** Killed because its agent is drained. */
  draining: boolean;
  startedUs: number | null;
}

/** Mesos task states that Marathon hears of. */
export type TaskState = 'TASK_STAGING' | 'TASK_STARTING' | 'TASK_RUNNING' | 'TASK_FINISHED' | 'TASK_FAILED' | 'TASK_KILLED' | 'TASK_GONE' | 'TASK_UNREACHABLE';
