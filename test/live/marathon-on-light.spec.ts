import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Entry, parseEntry } from '#core/entry';
import { lightDriver, type LiveCluster, monotonicUs, probeHost } from '#io/live';
import { silentListener } from '#io/live/testing';
import { describeWithEngine, engineUnderTest } from './engine-under-test.js';
import { replayedInTime } from './replayed-in-time.js';
import { until } from './until.js';
import { smallRun, smallScenario } from './small-scenario.js';

jest.setTimeout(240_000);

const FOLDER = join(__dirname, '../../examples/live/mesos');

function exampleEntry(): Entry {
  const outcome = parseEntry(readdirSync(FOLDER).map((path) => ({ path, text: readFileSync(join(FOLDER, path), 'utf8') })));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
  return outcome.value;
}

describeWithEngine('Marathon and the Mesos master on real containers', () => {
  const engine = engineUnderTest();
  const entry = exampleEntry();

  it('start the apps in the order of their dependencies, and replace a task that was killed', async () => {
    const run = smallRun({ horizon: '10m' });
    const listener = silentListener();
    const cluster: LiveCluster = await lightDriver.up({ engine, facts: await probeHost(engine), run, entry, listener });
    const ready = (app: string) => cluster.pods().filter((pod) => pod.app === app && pod.phase === 'ready');
    try {
      for (const { name } of run.applications) await cluster.store(name, 'any', 1 << 20);
      await cluster.begin(monotonicUs());
      await until('the api is there', () => ready('api').length === 3);
      await until('web is there', () => ready('web').length === 3);
      const starts = listener.lines.filter((line) => line.includes('"start-pod"')).map((line) => /regatta\/(\w+)/.exec(line)?.[1]);
      expect(starts.slice(0, 3)).toEqual(['api', 'api', 'api']);
      const [victim] = ready('web');
      await cluster.killPod(victim?.key ?? '');
      await until('it is replaced by another task', () => ready('web').length === 3 && ready('web').every(({ key }) => key !== victim?.key));
    } finally {
      await cluster.down();
    }
  });

  it('are judged by the same scenario file', async () => {
    const record = await replayedInTime({
      engine,
      scenario: smallScenario({ horizon: '16s' }),
      entry,
      seed: 1,
      driver: 'light',
      replications: 1,
      baseline: null,
      repeats: 0,
      voidLateUs: 2_000_000,
      signal: new AbortController().signal,
    });
    expect([record.world, record.entry.division, record.verdict]).toEqual(['live', 'mesos', 'completed']);
    expect(record.metrics?.placement.podsPlaced).toBeGreaterThanOrEqual(6);
    expect(record.metrics?.latency.served).toBeGreaterThan((record.metrics?.latency.offered ?? 0) / 3);
  });
});
