import type { RecordedName } from './recorded-names.js';
import type { RecordedRun } from './recording.js';

/** What a node agent of the recordings does with a pod, in milliseconds; null: it never comes to that. */
export interface PodFate {
  /** From bound to running and ready. */
  readonly readyMs: number | null;
  /** From ready to the end of the process. */
  readonly runMs: number | null;
  readonly fails: boolean;
}

const START_MS = 2000;
const SLACK_MS = 600;

type Annotations = Readonly<Record<string, string>>;
type WithTemplate = { readonly spec?: { readonly template?: { readonly metadata?: { readonly annotations?: Annotations } } } };

/** `first-8`: those made after the eighth are never ready. */
function isAmongFirst(rule: string | undefined, index: number): boolean {
  const first = /^first-(\d+)$/.exec(rule ?? '')?.[1];
  return first !== undefined && index <= Number(first);
}

/** As the annotations of the pod's template ask for it. */
function byAnnotations(annotations: Annotations, index: number): PodFate {
  const { 'fake/start-ms': start, 'fake/step-ms': step = '0', 'fake/run-ms': run, 'fake/ready': ready, 'fake/fail': fail } = annotations;
  const never = ready !== undefined && ready !== 'true' && !isAmongFirst(ready, index);
  const fails = fail === 'true' || fail === 'all' || isAmongFirst(fail, index);
  const stepped = Number(step) * index;
  // Of pods that end it is the end that is stepped.
  if (run !== undefined) return { readyMs: Number(start ?? START_MS), runMs: Number(run) + stepped, fails };
  return { readyMs: never ? null : Number(start ?? START_MS) + stepped, runMs: null, fails };
}

interface Seen {
  bound?: number;
  ready?: number;
  ended?: number;
  fails: boolean;
  terminating?: number;
}

function observed(run: RecordedRun): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const { kind, pod, t } of run.events) {
    if (pod === undefined) continue;
    let one = seen.get(pod);
    if (one === undefined) seen.set(pod, (one = { fails: false }));
    if (kind === 'pod-bound') one.bound = t;
    else if (kind === 'pod-ready') one.ready ??= t;
    else if (kind === 'pod-terminating') one.terminating ??= t;
    else if ((kind === 'pod-succeeded' || kind === 'pod-failed') && one.terminating === undefined) {
      one.ended ??= t;
      one.fails = kind === 'pod-failed';
    }
  }
  return seen;
}

export const templateOf = (object: unknown): Annotations => (object as WithTemplate).spec?.template?.metadata?.annotations ?? {};

/** What became of the pod of that name in the recorded run; where that was not seen, what its annotations say. */
export function fates(run: RecordedRun): (name: RecordedName, annotations: Annotations) => PodFate {
  const seen = observed(run);
  const lastMs = Math.max(...run.events.map((event) => event.t));
  const before = new Map((run.snapshots[0]?.pods ?? []).filter((pod) => pod.created < 0).map((pod) => [pod.pod, pod]));
  const broken = new Set<string>();
  for (const [name, one] of seen) {
    const untilMs = (one.terminating ?? lastMs) - (one.bound ?? Number.NaN);
    if (one.bound !== undefined && one.ready === undefined && one.ended === undefined && untilMs > 10 * START_MS) broken.add(name.replace(/-\d+$/, ''));
  }
  return (name, annotations) => {
    const asked = byAnnotations(annotations, name.index);
    const known = before.get(name.identity);
    if (known !== undefined && !known.ready) return { readyMs: null, runMs: null, fails: false };
    if (known !== undefined && known.readySince !== null) return { ...asked, readyMs: known.readySince - known.created };
    const one = seen.get(name.identity);
    if (broken.has(name.owner)) return { readyMs: null, runMs: null, fails: false };
    if (one?.bound === undefined) return asked;
    if (one.ready !== undefined) {
      const runMs = one.ended === undefined ? asked.runMs : one.ended - one.ready;
      return { readyMs: one.ready - one.bound, runMs, fails: one.ended === undefined ? asked.fails : one.fails };
    }
    if (one.ended !== undefined) return { readyMs: null, runMs: one.ended - one.bound, fails: one.fails };
    const untilMs = (one.terminating ?? lastMs) - one.bound;
    return asked.readyMs !== null && untilMs > asked.readyMs + SLACK_MS ? { ...asked, readyMs: null } : asked;
  };
}
