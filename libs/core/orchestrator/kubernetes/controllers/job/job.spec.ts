import type { Action, WorldEvent } from '../../../index.js';
import { createKubernetesControlPlane, type KubernetesObject } from '../../index.js';

const SECOND = 1_000_000;
const node: WorldEvent = {
  kind: 'node-joined',
  node: {
    id: 0,
    name: 'n0',
    region: 'r',
    zone: 'z',
    pool: 'p',
    spot: false,
    allocatable: { cpuMilli: 64_000, memoryBytes: 2 ** 40, extended: {} },
    podsMax: 110,
    labels: {},
    taints: [],
  },
};
const job = (spec: object): KubernetesObject =>
  ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'batch' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'regatta/render' }] } }, ...spec },
  }) as KubernetesObject;

/** Pods run for a second and a half; `exits` says with what code the n-th ends that was made, null: it runs on. */
function run(
  spec: object,
  exits: (made: number) => number | null,
  then: readonly (readonly [second: number, spec: object | 'drain' | 'uncordon'])[] = [],
  forSeconds = 300,
) {
  const plane = createKubernetesControlPlane({ objects: [job(spec)], seed: 1 });
  const made: string[] = [];
  const notes: string[] = [];
  const due: { atUs: number; event: WorldEvent }[] = [{ atUs: 0, event: node }];
  let nowUs = -1;
  const step = (atUs: number) => {
    nowUs = Math.max(nowUs + 1, atUs);
    const events = due.filter((one) => one.atUs <= nowUs).map((one) => one.event);
    due.splice(0, due.length, ...due.filter((one) => one.atUs > nowUs));
    for (const action of plane.step(nowUs, events) as readonly Action[]) {
      if (action.kind === 'note' && action.note.what.startsWith('job-')) notes.push(`${Math.floor(nowUs / SECOND)} ${action.note.what} ${action.note.text}`);
      if (action.kind === 'note' && action.note.what === 'pod-deleted') notes.push(`${Math.floor(nowUs / SECOND)} pod-deleted`);
      if (action.kind === 'stop-pod')
        due.push({ atUs: nowUs + 1000, event: { kind: 'pod-phase', pod: action.pod, phase: 'gone', exitCode: 0, restarts: 0, reason: '' } });
      if (action.kind !== 'start-pod') continue;
      made.push(`${Math.floor(nowUs / SECOND)} ${action.pod.name.split('-').slice(1, -1).join('-')}`.trim());
      const exitCode = exits(made.length);
      const phase = exitCode === 0 ? 'succeeded' : 'failed';
      due.push({ atUs: nowUs + 1000, event: { kind: 'pod-phase', pod: action.pod.id, phase: 'ready', exitCode: 0, restarts: 0, reason: '' } });
      if (exitCode !== null)
        due.push({ atUs: nowUs + 1.5 * SECOND, event: { kind: 'pod-phase', pod: action.pod.id, phase, exitCode, restarts: 0, reason: '' } });
    }
  };
  const until = (us: number) => {
    for (;;) {
      const next = Math.min(plane.wakeAtUs, ...due.map((one) => one.atUs));
      if (next > us) return;
      step(next);
    }
  };
  for (const [second, what] of then) {
    until(second * SECOND - 1);
    if (typeof what === 'string') due.push({ atUs: second * SECOND, event: { kind: 'maintenance', node: 0, action: what } });
    else plane.apply(job({ ...spec, ...what }));
    step(second * SECOND);
  }
  until(forSeconds * SECOND);
  return { made, notes };
}

const indexed = { completionMode: 'Indexed', completions: 3, parallelism: 3 };

describe('a Job', () => {
  it('lets every index wait for itself when each has a limit of its own', () => {
    // Index 0 fails twice; the others are done after their first pod.
    const { made, notes } = run({ ...indexed, backoffLimitPerIndex: 2 }, (n) => (n === 1 || n === 4 ? 1 : 0));
    expect(made).toEqual(['0 0', '0 1', '0 2', '11 0', '32 0']);
    expect(notes).toEqual(['34 job-finished Job completed']);
  });

  it('gives an index up beyond its limit, and has failed when the others are done', () => {
    const { made, notes } = run({ ...indexed, backoffLimitPerIndex: 0 }, (n) => (n === 1 ? 1 : 0));
    expect(made).toHaveLength(3);
    expect(notes).toEqual(['2 job-failed FailedIndexes']);
  });

  it('fails with the first index too many, a sync after it is known', () => {
    const { notes } = run({ ...indexed, completions: 9, backoffLimitPerIndex: 0, maxFailedIndexes: 1 }, (n) => (n <= 2 ? 1 : n === 3 ? null : 0));
    expect(notes).toEqual(['2 pod-deleted', '2 job-failed MaxFailedIndexesExceeded']);
  });

  it('waits after failures that its policy forgives, too', () => {
    const rules = [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [3] } }];
    const { made, notes } = run({ backoffLimit: 0, podFailurePolicy: { rules } }, (n) => (n === 1 ? 3 : 0));
    expect(made).toEqual(['0', '11']);
    expect(notes).toEqual(['13 job-finished Job completed']);
  });

  it('counts neither as failed nor as done what it takes away because it is too many', () => {
    const { made, notes } = run({ ...indexed, backoffLimit: 0 }, (n) => (n <= 3 ? null : 0), [
      [5, { parallelism: 1 }],
      [9, { parallelism: 3 }],
    ]);
    expect(notes.filter((note) => note.startsWith('5'))).toEqual(['5 pod-deleted', '5 pod-deleted']);
    expect(made.slice(3).map((line) => line.split(' ')[0])).toEqual(['9', '9']);
    expect(notes.some((note) => note.includes('job-failed'))).toBe(false);
  });

  it('may take its time anew when it is resumed', () => {
    const { notes } = run({ activeDeadlineSeconds: 10, parallelism: 1 }, () => null, [
      [5, { suspend: true }],
      [40, { suspend: false }],
    ]);
    expect(notes).toEqual(['5 pod-deleted', '50 pod-deleted', '50 job-failed DeadlineExceeded']);
  });

  it('that was suspended from the start has no deadline before it is resumed', () => {
    expect(run({ activeDeadlineSeconds: 10, suspend: true }, () => 0).notes).toEqual([]);
  });

  it('is not run again by applying it again, until its time after the end is over and it is gone', () => {
    const again = [
      [20, { ttlSecondsAfterFinished: 30 }],
      [50, { ttlSecondsAfterFinished: 30 }],
    ] as const;
    const { made, notes } = run({ ttlSecondsAfterFinished: 30 }, () => 0, again);
    expect(made).toEqual(['0', '50']);
    expect(notes).toEqual([
      '2 job-finished Job completed',
      '32 job-deleted Job batch was deleted 30 s after it had finished',
      '52 job-finished Job completed',
      '82 job-deleted Job batch was deleted 30 s after it had finished',
    ]);
    expect(run({}, () => 0, [[50, {}]]).made).toEqual(['0']);
  });
});
