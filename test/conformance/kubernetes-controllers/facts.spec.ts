import { DEFAULT_CLIENT_LIMITS, type KubernetesObject } from '#core/orchestrator/kubernetes';
import { merged } from './recording.js';
import { applyObject, applyPatch, type Replay, scaleTrack, startReplay } from './replay.js';

/** What recordings that are not at hand are known to hold: the recorders wrote it down. Here of Deployments; other-facts.spec.ts has the rest. */

const START_MS = 20_000;
type Patch = readonly [atMs: number, body: object];

const container = { name: 'c', image: 'app:v1', resources: { requests: { cpu: '100m', memory: '64Mi' } } };
const pods = (app: string, more: object = {}) => ({
  metadata: { labels: { app }, annotations: { 'fake/step-ms': '0' } },
  spec: { containers: [container], nodeSelector: { run: 'NS' }, ...more },
});
const workload = (kind: string, name: string, spec: object): KubernetesObject =>
  ({ apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'NS' }, spec: { selector: { matchLabels: { app: name } }, ...spec } }) as KubernetesObject;
const web = (spec: object): KubernetesObject => merged(workload('Deployment', 'web', { replicas: 10, template: pods('web') }), { spec }) as KubernetesObject;

function started(object: KubernetesObject, limits?: typeof DEFAULT_CLIENT_LIMITS): Replay {
  const replay = startReplay(5, limits);
  applyObject(replay, object);
  return replay;
}

/** A settled Deployment of ten, then patches; `image` is a new template whose pods are ready 150 ms one after the other. */
function roll(spec: object, patches: readonly Patch[], forMs = 40_000): { readonly track: string[]; readonly replay: Replay } {
  const replay = started(web(spec));
  replay.world.runUntil(START_MS - 1);
  replay.world.resetEnvelope();
  for (const [atMs, body] of patches) {
    replay.world.runUntil(START_MS + atMs - 1);
    applyPatch(replay, { patch: 'deploy/web', body });
    replay.world.runUntil(START_MS + atMs);
  }
  replay.world.runUntil(START_MS + forMs);
  return { track: scaleTrack(replay, START_MS - 1), replay };
}

const image = (name: string, step = 150) => ({
  spec: { template: { metadata: { annotations: { 'fake/step-ms': String(step) } }, spec: { containers: [{ name: 'c', image: name }] } } },
});
/** Never ready within the test. */
const stuck = (name: string) => image(name, 1_000_000);
const strategy = (maxSurge: number | string, maxUnavailable: number | string) => ({
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
});

describe('proportional scaling in the middle of a rollout of 8 old and 5 new', () => {
  const begun = ['web-r2 0->3(created)', 'web-r1 10->8', 'web-r2 3->5'];
  it.each([
    ['10 to 16', [16], ['web-r1 8->12', 'web-r2 5->8']],
    ['10 to 13', [13], ['web-r1 8->10', 'web-r2 5->7']],
    ['10 to 13 to 17', [13, 17], ['web-r1 8->10', 'web-r2 5->7', 'web-r1 10->13', 'web-r2 7->9']],
    ['10 to 16 to 8', [16, 8], ['web-r1 8->12', 'web-r2 5->8', 'web-r1 12->6', 'web-r2 8->4']],
    ['10 to 6', [6], ['web-r1 8->5', 'web-r2 5->3']],
  ])('%s', (_, sizes, wanted) => {
    const patches = sizes.map((replicas, i): Patch => [6000 + 3000 * i, { spec: { replicas } }]);
    const { track } = roll({}, [[0, stuck('app:v2')], ...patches]);
    expect(track.slice(0, begun.length + wanted.length)).toEqual([...begun, ...wanted]);
  });

  it('goes on while paused, and nothing else does; resumed, it takes up in one step', () => {
    const { track } = roll({}, [
      [0, image('app:v2')],
      [1000, { spec: { paused: true } }],
      [5000, { spec: { replicas: 14 } }],
      [9000, { spec: { paused: false } }],
    ]);
    expect(track).toEqual([...begun, 'web-r1 8->11', 'web-r2 5->7', 'web-r1 11->4', 'web-r2 7->14', ...track.slice(7)]);
    expect(track.at(-1)).toMatch(/web-r1 \d+->0/);
  });
});

describe('rollouts', () => {
  it('a third version drops what of the second does not work, and then drains the first', () => {
    const { track } = roll({}, [
      [0, stuck('app:v2')],
      [2600, image('app:v3')],
    ]);
    expect(track.slice(0, 6)).toEqual(['web-r2 0->3(created)', 'web-r1 10->8', 'web-r2 3->5', 'web-r3 0->0(created)', 'web-r2 5->0', 'web-r3 0->5']);
    const drained = track.slice(6).filter((step) => !step.startsWith('web-r3'));
    expect(drained.every((step) => step.startsWith('web-r1'))).toBe(true);
  });

  it('a deadline passes one second late, in whole seconds, and a rollback takes the unready ones back in one step', () => {
    const { track, replay } = roll({ progressDeadlineSeconds: 20 }, [
      [500, stuck('app:broken')],
      [30_000, image('app:v1', 0)],
    ]);
    const stalled = replay.world.notes.find(({ note }) => note.what === 'rollout-stalled');
    expect(((stalled?.ms ?? 0) - START_MS) / 1000).toBe(21);
    expect(track).toEqual(['web-r2 0->3(created)', 'web-r1 10->8', 'web-r2 3->5', 'web-r2 5->0', 'web-r1 8->10']);
  });

  it('a surge of all leaves the old untouched until the new are available, and drains them in whole seconds', () => {
    const { track } = roll({ ...strategy('100%', 0), minReadySeconds: 3 }, [[0, image('app:v2')]]);
    expect(track[0]).toBe('web-r2 0->10(created)');
    // Ready from 2.15 s on, one every 150 ms: six in the second second, four in the third (of pods that are ready together one step is made).
    expect(track.slice(1)).toEqual(['web-r1 10->4', 'web-r1 4->0']);
  });

  it('one by one with a surge of one', () => {
    const { track } = roll({ ...strategy(1, 0), replicas: 3 }, [[0, image('app:v2', 0)]]);
    expect(track).toEqual(['web-r2 0->1(created)', 'web-r1 3->2', 'web-r2 1->2', 'web-r1 2->1', 'web-r2 2->3', 'web-r1 1->0']);
  });

  it('without surge the room comes first', () => {
    const { track } = roll({ ...strategy(0, 3) }, [[0, image('app:v2', 0)]]);
    expect(track.slice(0, 3)).toEqual(['web-r2 0->0(created)', 'web-r1 10->7', 'web-r2 0->3']);
  });
});

describe('client limits of the controller manager (s16)', () => {
  it('sixty pods take a burst of thirty and then one call every 50 ms', () => {
    const replay = started(web({ replicas: 60 }), DEFAULT_CLIENT_LIMITS);
    replay.world.runUntil(10_000);
    const starts = replay.world.starts.map((start) => start.ms);
    expect(starts.filter((ms) => ms === 0)).toHaveLength(30);
    expect(starts).toHaveLength(60);
    // The real one took 1.8 s: it also writes the status of the set.
    expect(starts.at(-1)).toBeGreaterThanOrEqual(1500);
    expect(starts.at(-1)).toBeLessThanOrEqual(1800);
  });

  it('an image change of sixty is paced by them', () => {
    const replay = started(web({ replicas: 60 }), DEFAULT_CLIENT_LIMITS);
    replay.world.runUntil(START_MS);
    applyPatch(replay, { patch: 'deploy/web', body: image('app:v2', 0) });
    replay.world.runUntil(START_MS + 30_000);
    const done = replay.world.notes.find(({ ms, note }) => note.what === 'rollout-finished' && ms > START_MS)?.ms ?? 0;
    expect((done - START_MS) / 1000).toBeGreaterThan(7);
    expect((done - START_MS) / 1000).toBeLessThan(12);
  });
});
