import type { NodeId, PodId, PodToRun } from '#core/cluster';

/** What a control plane asks of the world. Carried out in order; the answer comes back as events. */
export type Action =
  /** Hand the pod to the node agent (Kubernetes: bind; Swarm: assign; Mesos: accept the offer). It pulls, starts and probes from now on. */
  | { readonly kind: 'start-pod'; readonly node: NodeId; readonly pod: PodToRun }
  /** Let the node have the image before a pod there needs it (Swarm prepares a task while it waits to run). Nothing comes back but `image-stored`. */
  | { readonly kind: 'pull-image'; readonly node: NodeId; readonly image: string }
  /** Ask the node agent to stop the pod; killed after `graceUs`. Nothing happens while the agent cannot be reached. */
  | { readonly kind: 'stop-pod'; readonly pod: PodId; readonly graceUs: number }
  /** The load balancer of `app` shall send to exactly these pods (it learns after the scenario's propagation lag). */
  | { readonly kind: 'route'; readonly app: string; readonly pods: readonly PodId[] }
  /** Ask the cloud for a pool of this size (cluster autoscaler); refused beyond the pool's bounds or while it is out of stock. */
  | { readonly kind: 'resize-pool'; readonly pool: string; readonly count: number; readonly remove: readonly NodeId[] }
  /** Nothing for the world to do: a decision that belongs in the run record. */
  | { readonly kind: 'note'; readonly note: Note };

/** Subjects are names as the dialect prints them; `text` is what the real system's event or log would say. */
export interface Note {
  readonly what:
    | 'pod-created'
    | 'pod-scheduled'
    | 'pod-unschedulable'
    | 'pod-nominated'
    | 'pod-preempted'
    | 'pod-evicted'
    | 'pod-deleted'
    | 'pod-lost'
    | 'scaled'
    | 'rollout-started'
    | 'rollout-finished'
    | 'rollout-stalled'
    | 'rolled-back'
    | 'eviction-refused'
    | 'node-tainted'
    | 'node-untainted'
    | 'node-down'
    | 'node-up'
    | 'job-finished'
    | 'job-failed'
    /** Its time after the end is over. */
    | 'job-deleted'
    | 'config-rejected'
    /** Why a plugin decided so, in its own words. */
    | 'plugin-reason'
    | 'invalid-action';
  readonly subject: string;
  readonly pod: PodId | null;
  readonly node: NodeId | null;
  readonly text: string;
}
