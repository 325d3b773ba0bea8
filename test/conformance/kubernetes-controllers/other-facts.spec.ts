import type { KubernetesObject } from '#core/orchestrator/kubernetes';
import type { PodFate } from './pod-fate.js';
import { merged } from './recording.js';
import type { RecordedName } from './recorded-names.js';
import { applyObject, applyPatch, type Replay, startReplay } from './replay.js';

/** What recordings that are not at hand are known to hold, of everything but Deployments: the recorders wrote it down. */

const START_MS = 20_000;
const TOLERATIONS = ['not-ready', 'unreachable'].map((key) => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 20,
}));
const template = (app: string, more: object = {}) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'c', image: 'app:v1' }], nodeSelector: { run: 'NS' }, ...more },
});
const object = (kind: string, name: string, spec: object): KubernetesObject =>
  ({ apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'NS' }, spec: { selector: { matchLabels: { app: name } }, ...spec } }) as KubernetesObject;
const NEW_IMAGE = { spec: { template: { spec: { containers: [{ name: 'c', image: 'app:v2' }] } } } };

type Fate = (name: RecordedName) => PodFate;
const READY: Fate = () => ({ readyMs: 2000, runMs: null, fails: false });

function settled(objects: readonly KubernetesObject[], fate: Fate = READY): Replay {
  const replay = startReplay(5, undefined, fate);
  for (const one of objects) applyObject(replay, one);
  replay.world.runUntil(START_MS - 1);
  return replay;
}

const notes = ({ world }: Replay, what: string, text = '') =>
  world.notes
    .filter(({ ms, note }) => ms >= START_MS && note.what === what && note.text.includes(text))
    .map(({ ms, note }) => [note.subject, ms - START_MS] as const);
const steps = ({ world, placer }: Replay, from = START_MS) =>
  world.steps.filter(({ ms }) => ms >= from).map(({ what, pod }) => `${what} ${placer.names.of(pod).identity}`);

describe('nodes of one zone, others healthy (s08b, d, e, f)', () => {
  const web = object('Deployment', 'web', { replicas: 10, template: template('web', { tolerations: TOLERATIONS }) });

  function stop(nodes: readonly number[], backMs: number | null, untilMs: number): Replay {
    const replay = settled([web]);
    replay.world.at(START_MS, () => {
      for (const node of nodes) replay.world.nodeStops(node, START_MS - 3000);
    });
    if (backMs !== null) {
      replay.world.runUntil(START_MS + backMs - 1);
      replay.world.at(START_MS + backMs, () => {
        for (const node of nodes) replay.world.nodeReturns(node);
      });
    }
    replay.world.runUntil(START_MS + untilMs);
    return replay;
  }
  const gaps = (list: readonly (readonly [string, number])[]) => list.map(([, ms]) => ms - (list[0]?.[1] ?? 0));

  it('a flap shorter than the toleration evicts nobody', () => {
    const replay = stop([2], 60_000, 100_000);
    expect(notes(replay, 'node-down')).toHaveLength(1);
    expect(notes(replay, 'node-untainted', 'NoExecute')).toHaveLength(1);
    expect(notes(replay, 'pod-evicted')).toEqual([]);
    expect(steps(replay).filter((step) => !step.startsWith('ready'))).toEqual([]);
  });

  it('two of five: both NoSchedule at once, NoExecute ten seconds apart', () => {
    const replay = stop([1, 3], null, 90_000);
    expect(gaps(notes(replay, 'node-tainted', 'NoSchedule'))).toEqual([0, 0]);
    expect(gaps(notes(replay, 'node-tainted', 'NoExecute'))).toEqual([0, 10_000]);
  });

  it('three of five: no NoExecute beyond the first, which was in the race', () => {
    const replay = stop([1, 2, 3], null, 120_000);
    expect(notes(replay, 'node-tainted', 'NoSchedule')).toHaveLength(3);
    expect(notes(replay, 'node-tainted', 'NoExecute').length).toBeLessThanOrEqual(1);
  });

  it('all five of one of several zones: evicted at the full rate, and their replacements find no place', () => {
    const replay = stop([0, 1, 2, 3, 4], null, 130_000);
    expect(gaps(notes(replay, 'node-tainted', 'NoExecute'))).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    expect(steps(replay).filter((step) => step.startsWith('ready'))).toEqual([]);
  });
});

describe('StatefulSet, Parallel and with a partition (s11b)', () => {
  it('makes all at once, replaces one at a time from above down to the partition, removes all at once', () => {
    const db = object('StatefulSet', 'db', { replicas: 5, podManagementPolicy: 'Parallel', template: template('db') });
    const replay = startReplay(5, undefined, READY);
    applyObject(replay, db);
    replay.world.runUntil(START_MS - 1);
    expect(steps(replay, 0)).toEqual([...[0, 1, 2, 3, 4].map((i) => `created db-${i}.1`), ...[0, 1, 2, 3, 4].map((i) => `ready db-${i}.1`)]);
    replay.world.at(START_MS, () =>
      applyPatch(replay, {
        patch: 'sts/db',
        body: merged(NEW_IMAGE, { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } } } }) as object,
      }),
    );
    replay.world.runUntil(40_000);
    const replaced = (i: number) => [`terminating db-${i}.1`, `deleted db-${i}.1`, `created db-${i}.2`, `ready db-${i}.2`];
    expect(steps(replay)).toEqual([...replaced(4), ...replaced(3)]);
    replay.world.at(40_000, () => applyPatch(replay, { patch: 'sts/db', body: { spec: { replicas: 1 } } }));
    replay.world.runUntil(60_000);
    expect(steps(replay, 40_000).slice(0, 4)).toEqual(['terminating db-4.2', 'terminating db-3.2', 'terminating db-2.1', 'terminating db-1.1']);
  });
});

describe('Job back-off (s12b, c)', () => {
  const job = (spec: object): KubernetesObject =>
    ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'batch', namespace: 'NS' },
      spec: { template: template('batch', { restartPolicy: 'Never' }), ...spec },
    }) as KubernetesObject;
  const run = (spec: object, fails: (index: number) => boolean) => {
    const replay = startReplay(5, undefined, ({ index }) => ({ readyMs: 500, runMs: 1200 + 100 * index, fails: fails(index) }));
    applyObject(replay, job(spec));
    replay.world.runUntil(200_000);
    return { made: replay.world.starts.map((start) => start.ms), notes: replay.world.notes.filter(({ note }) => note.what.startsWith('job-')) };
  };

  it('after two failures the next pods come 20 s after the whole second of the last one', () => {
    const { made } = run({ completions: 2, parallelism: 2, backoffLimit: 6 }, (index) => index <= 2);
    // The second pod ends at 1.9 s.
    expect(made).toEqual([0, 0, 21_000, 21_000]);
  });

  it('a success found with the failures forgets them: at once', () => {
    const { made } = run({ completions: 3, parallelism: 3, completionMode: 'Indexed', backoffLimit: 6 }, (index) => index <= 2);
    expect(made).toHaveLength(5);
    expect(Math.max(...made)).toBeLessThan(5000);
  });

  it('a limit of three fails at the fourth failure', () => {
    const { made, notes: ends } = run({ completions: 1, parallelism: 1, backoffLimit: 3 }, () => true);
    expect(made).toHaveLength(4);
    expect(ends.map(({ note }) => [note.what, note.text])).toEqual([['job-failed', 'BackoffLimitExceeded']]);
  });
});

describe('DaemonSet (s13b, c)', () => {
  const roll = (rollingUpdate: object, more: object = {}): Replay => {
    const replay = settled([object('DaemonSet', 'agent', { template: template('agent'), updateStrategy: { type: 'RollingUpdate', rollingUpdate }, ...more })]);
    replay.world.at(START_MS, () => applyPatch(replay, { patch: 'ds/agent', body: NEW_IMAGE }));
    replay.world.runUntil(60_000);
    return replay;
  };
  const times = (replay: Replay, what: string) =>
    replay.world.steps.filter((step) => step.what === what && step.ms >= START_MS).map((step) => step.ms - START_MS);

  it('two at a time with maxUnavailable 2', () => {
    const replay = roll({ maxUnavailable: 2 });
    expect(times(replay, 'terminating')).toEqual([0, 0, 3000, 3000, 6000]);
  });

  it('with a surge the old one goes when the new one has been ready for minReadySeconds, and the next new one comes in the same sync', () => {
    const replay = roll({ maxSurge: 1, maxUnavailable: 0 }, { minReadySeconds: 2 });
    const gone = times(replay, 'terminating');
    expect(gone).toHaveLength(5);
    expect(times(replay, 'created').slice(1)).toEqual(gone.slice(0, 4));
    expect(gone[0]).toBe(4000);
  });
});

describe('drain under a budget that allows nothing (s09b)', () => {
  it('is refused every five seconds, and percentages of what may be missing round up', () => {
    const web = object('Deployment', 'web', { replicas: 6, template: template('web') });
    const budget = (spec: object): KubernetesObject =>
      ({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'web', namespace: 'NS' },
        spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
      }) as KubernetesObject;
    const drained = (spec: object) => {
      const replay = settled([web, budget(spec)]);
      replay.world.at(START_MS, { kind: 'maintenance', node: 0, action: 'drain' });
      replay.world.runUntil(START_MS + 12_000);
      return { refused: notes(replay, 'eviction-refused').length, evicted: notes(replay, 'pod-evicted').map(([, ms]) => ms) };
    };
    // Two of six are on the node.
    expect(drained({ maxUnavailable: 0 })).toEqual({ refused: 6, evicted: [] });
    expect(drained({ maxUnavailable: '34%' })).toEqual({ refused: 0, evicted: [0, 0] });
  });
});
