import type { Entry } from '#core/entry';
import { FAULT_KINDS, type FaultKind } from '#core/scenario';
import { type DriverName, LiveRefused, type LiveRequest, replayLive } from '#io/live';
import { describeWithEngine, engineUnderTest } from './engine-under-test.js';
import { standInImage } from './kubernetes-stand-in/stand-in-image.js';
import { driversInForm } from './drivers-in-form.js';
import { replayedInTime } from './replayed-in-time.js';
import { smallKubernetesEntry, smallSwarmEntry } from './small-entries.js';
import { smallScenario } from './small-scenario.js';

jest.setTimeout(240_000);

interface Done {
  readonly fault: string;
  /** What the result must say; the first and the last in this order: what was done, seen, and undone. */
  readonly said: readonly RegExp[];
}

/** One of each kind; those that have no end of their own are undone when the run is over. */
const FAULTS: Readonly<Record<FaultKind, Done>> = {
  'node-crash': { fault: 'at: 3s, for: 3s, nodeCrash: {}', said: [/node \d off$/, /node \d on$/] },
  'zone-outage': { fault: 'at: 10s, for: 3s, zoneOutage: { zone: b }', said: [/node \d off$/, /node \d on$/] },
  partition: { fault: 'at: 3s, for: 6s, partition: { zone: c }', said: [/node \d cut-off$/, /node \d in-touch$/] },
  'slow-node': { fault: 'at: 3s, for: 4s, slowNode: { speed: 0.5x }', said: [/node \d slow$/, /node \d full-speed$/] },
  'flaky-node': {
    fault: 'at: 10s, for: 5s, flakyNode: { zone: c, errors: 0.1, extraLatency: 2ms }',
    said: [/0\.100 of packets lost/, /node \d blurred$/, /node \d clear$/],
  },
  'spot-reclaim': { fault: 'at: 14s, spotReclaim: { zone: d, notice: 2s }', said: [/node \d gone$/] },
  drain: {
    fault: 'at: 7s, for: 4s, drain: { zone: a, reboot: true }',
    said: [/node \d closed$/, /(was empty|still held)/, /node \d restarted$/, /node \d open$/],
  },
  'registry-slow': { fault: 'at: 5s, for: 2s, registrySlow: { bandwidth: 0.001x }', said: [/registry down$/, /registry at \d+ kB\/s$/] },
  'crash-loop': { fault: 'at: 5s, for: 2s, crashLoop: { app: web, probability: 0.5 }', said: [/application web: begun$/, /application web: over$/] },
  'stale-view': { fault: 'at: 5s, for: 2s, staleView: { lag: 300ms }', said: [/control plane: begun$/, /control plane: over$/] },
  'stock-out': { fault: 'at: 5s, for: 2s, stockOut: { pool: general }', said: [/pool general: begun$/, /pool general: over$/] },
};

/** What cannot be done to a real orchestrator from outside. */
const OWN_WORLD: readonly FaultKind[] = ['crash-loop', 'stale-view', 'stock-out'];

const DRIVERS: Readonly<Record<DriverName, { readonly entry: Entry; readonly refused: readonly FaultKind[] }>> = {
  light: { entry: smallKubernetesEntry(), refused: [] },
  swarm: { entry: smallSwarmEntry(), refused: OWN_WORLD },
  kubernetes: { entry: smallKubernetesEntry(), refused: OWN_WORLD },
};

const scenarioOf = (kinds: readonly FaultKind[], more: readonly string[] = []) =>
  smallScenario({
    nodes: 4,
    zones: '[a, b, c, d]',
    horizon: '20s',
    rate: '10/s',
    faults: ['faults:', ...kinds.map((kind) => `  - { name: ${kind}, ${FAULTS[kind].fault} }`), ...more].join('\n'),
  });

describeWithEngine.each(driversInForm(DRIVERS))('faults with the driver %s', (driver, { entry, refused }) => {
  const engine = engineUnderTest();
  const request = async (scenario: LiveRequest['scenario']): Promise<LiveRequest> => ({
    engine,
    scenario,
    entry,
    seed: 1,
    driver: driver as DriverName,
    ...(driver === 'kubernetes' ? { nodeImage: await standInImage(engine) } : {}),
    replications: 1,
    baseline: null,
    repeats: 0,
    voidLateUs: 10_000_000,
    signal: new AbortController().signal,
  });
  const carriedOut = FAULT_KINDS.filter((kind) => !refused.includes(kind));

  it('are carried out on schedule, seen from outside and undone, each kind; what has no end of its own at the end', async () => {
    const lasting = '  - { name: lasting, at: 17s, slowNode: { zone: c, speed: 0.001x } }';
    const record = await replayedInTime(await request(scenarioOf(carriedOut, [lasting])));
    const lines = record.metrics?.live?.faults ?? [];
    for (const kind of carriedOut) {
      const said = lines.filter((line) => line.startsWith(`${kind}: `));
      for (const words of FAULTS[kind].said) expect(said).toContainEqual(expect.stringMatching(words));
      const [first, last] = [FAULTS[kind].said[0], FAULTS[kind].said.at(-1)].map((words) => said.findIndex((line) => words?.test(line)));
      expect({ kind, said, inOrder: Number(first) <= Number(last) }).toEqual({ kind, said, inOrder: true });
    }
    expect(lines).toContainEqual(expect.stringMatching(/^lasting: node \d paused$/));
    expect(lines).toContainEqual(expect.stringMatching(/^at the end: node \d full-speed$/));
  });

  it('are refused with the reason, those that it cannot do', async () => {
    for (const kind of refused) await expectRefusal(kind);
  });

  async function expectRefusal(kind: FaultKind): Promise<void> {
    const failed = await replayLive(await request(scenarioOf([kind]))).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(LiveRefused);
    expect((failed as LiveRefused).refusal).toMatchObject({
      code: 'unsupported',
      reason: expect.stringContaining(`fault ${kind} (${kind}) cannot be done`),
      fix: expect.any(String),
    });
  }
});
