import type { Note } from '#core/orchestrator';

/** An Event of the API, as far as it is read here. */
export interface EventObject {
  readonly metadata?: { readonly uid?: string; readonly creationTimestamp?: string };
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
}

/** Reasons as the controllers, the scheduler and the kubelets give them (k8s.io/kubernetes/pkg/controller, pkg/scheduler, pkg/kubelet/events). */
const NOTES: Readonly<Record<string, Note['what']>> = {
  SuccessfulRescale: 'scaled',
  ScalingReplicaSet: 'scaled',
  FailedScheduling: 'pod-unschedulable',
  Preempted: 'pod-preempted',
  TaintManagerEviction: 'pod-evicted',
  NodeNotReady: 'node-down',
  NodeReady: 'node-up',
};
const SHORT: Readonly<Record<string, string>> = { HorizontalPodAutoscaler: 'hpa' };

/** Turns what a real control plane says of its decisions into the notes that the simulated one writes of the same. Each is told once. */
export class EventNotes {
  private readonly told = new Set<string>();

  /** Events from before this moment belong to the cluster's own start. */
  constructor(private readonly sinceMs: number) {}

  /** Fields of the note; null: nothing new, or nothing that is noted. */
  read({
    metadata,
    involvedObject,
    reason = '',
    message = '',
    count = 1,
    lastTimestamp,
  }: EventObject): readonly [what: string, subject: string, text: string] | null {
    const what = NOTES[reason];
    const said = Date.parse(lastTimestamp ?? metadata?.creationTimestamp ?? '');
    const key = `${metadata?.uid}/${count}`;
    // The API says times in whole seconds.
    if (what === undefined || this.told.has(key) || said < Math.floor(this.sinceMs / 1000) * 1000) return null;
    this.told.add(key);
    const { kind = '', name = '' } = involvedObject ?? {};
    return [what, kind === 'Pod' || kind === 'Node' ? name : `${SHORT[kind] ?? kind.toLowerCase()}/${name}`, message];
  }
}
