import type { Entry } from '#core/entry';
import { type DriverName } from '#io/live';
import { describeWithEngine, engineUnderTest } from './engine-under-test.js';
import { replayedInTime } from './replayed-in-time.js';
import { smallBatchEntry, smallSwarmBatchEntry } from './small-entries.js';
import { ETL, smallScenario } from './small-scenario.js';

jest.setTimeout(240_000);

/** When the scenario hands the job over; timers may come a millisecond early. */
const DUE_US = 2_999_000;

/** On a real Kubernetes: `kubernetes-judge.spec.ts`. */
const ENTRIES: readonly (readonly [DriverName, Entry])[] = [
  ['light', smallBatchEntry()],
  ['swarm', smallSwarmBatchEntry()],
];

describeWithEngine.each(ENTRIES)('batch jobs with the driver %s', (driver, entry) => {
  it('are handed over when the scenario says so, worked off item by item, and counted as in the simulated world; machines that go are drained before', async () => {
    const record = await replayedInTime({
      engine: engineUnderTest(),
      scenario: smallScenario({ horizon: '16s', more: ETL, faults: 'faults: [{ name: reclaim, at: 10s, spotReclaim: { zone: c, notice: 3s } }]' }),
      entry,
      seed: 1,
      driver,
      replications: 1,
      baseline: null,
      repeats: 0,
      voidLateUs: 10_000_000,
      signal: new AbortController().signal,
    });
    const lines = record.log.lines.map((line) => JSON.parse(line) as readonly [number, string, ...unknown[]]);
    const submitted = lines.filter(([, kind]) => kind === 'job-submitted');
    expect(submitted).toEqual([[expect.any(Number), 'job-submitted', 'etl-1', 3]]);
    expect(submitted[0]?.[0]).toBeGreaterThanOrEqual(DUE_US);
    const starts = lines.filter(([, kind, , name]) => kind === 'start-pod' && String(name).startsWith('etl'));
    // Not before it was asked for: the pattern itself starts nothing.
    expect(starts.map(([atUs]) => atUs >= DUE_US)).toEqual([true, true, true]);
    expect(record.metrics?.batch).toMatchObject({ jobs: 1, finished: 1 });
    expect(record.metrics?.batch.boundedSlowdownMean).toBeGreaterThanOrEqual(1);
    expect(record.metrics?.latency.served).toBeGreaterThan(0);
    // A real orchestrator hears of it from its operator, who drains the machine.
    const closed = driver === 'light' ? [] : [expect.stringMatching(/^reclaim: node \d closed$/)];
    expect(record.metrics?.live?.faults).toEqual([...closed, expect.stringMatching(/^reclaim: node \d gone$/)]);
  });
});
