/** Why a decision was not carried out. The run goes on; each costs a millisecond of the next decision, and all but `late` count towards the limit. */
export const REFUSALS = {
  'unknown-pod': 'there is no pod of that name (any more)',
  'unknown-node': 'there is no node of that name (any more)',
  'unknown-workload': 'there is no workload of that name that can be scaled',
  'unknown-pool': 'there is no node pool of that name',
  'already-bound': 'the pod has a node; to move it, evict it',
  'bound-twice': 'an earlier decision of the same answer binds the pod',
  'node-full': 'the node has no room for the pod',
  'node-unschedulable': 'the node is cordoned, silent, or has a taint that the pod does not tolerate',
  'node-not-eligible': 'the pod may not run on a node with these labels',
  'not-running': 'the pod has no node to be evicted from, or has ended',
  'disruption-budget': 'a PodDisruptionBudget does not allow the eviction now',
  'eviction-rate': 'more evictions than a run may make in this time',
  late: 'it was right when it was asked for; while the plugin thought, the pod, the node or the room went away',
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export interface Refusal {
  readonly code: RefusalCode;
  /** What exactly, with the names the plugin knows. */
  readonly text: string;
}
