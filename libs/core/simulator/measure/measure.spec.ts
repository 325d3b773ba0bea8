import { sha256Hex } from '#core/digest';
import fc from 'fast-check';
import type { Action } from '#core/orchestrator';
import { play, podOf, smallScenario } from '../testing/index.js';
import { AppWindows } from './app-windows.js';
import { Histogram, SAMPLES_MIN } from './histogram.js';
import { LogWriter } from './log-writer.js';
import { recoveryOf } from './recovery.js';

describe('histograms', () => {
  it('never flatter, and err by less than one part in 2^bits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 1000 }),
        (values, milli) => {
          const histogram = new Histogram(10);
          for (const value of values) histogram.add(value);
          const sorted = values.slice().sort((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil((values.length * milli) / 1000)) - 1] as number;
          const told = histogram.quantile(milli) as number;
          expect(told).toBeGreaterThanOrEqual(exact);
          expect(told).toBeLessThanOrEqual(exact * (1 + 2 ** -10) + 1);
        },
      ),
    );
  });

  it('merge into what one would have counted', () => {
    const [one, other, both] = [new Histogram(6), new Histogram(6), new Histogram(6)];
    for (let i = 0; i < 1000; i++) {
      (i % 3 === 0 ? one : other).add(i * i);
      both.add(i * i);
    }
    const merged = Histogram.merged([one, other]);
    expect([merged.count, merged.max, merged.quantile(990)]).toEqual([both.count, both.max, both.quantile(990)]);
  });

  it.each(Object.entries(SAMPLES_MIN))('tell a percentile of %s thousandths from %p samples on and not before', (milli, least) => {
    const histogram = new Histogram();
    const of = Number(milli) as keyof typeof SAMPLES_MIN;
    for (let i = 1; i < least; i++) histogram.add(i);
    expect(histogram.percentile(of)).toBeNull();
    histogram.add(least);
    expect(histogram.percentile(of)).not.toBeNull();
    // With fewer, all may lie below the true percentile with more than one chance in a hundred.
    expect((of / 1000) ** least).toBeLessThanOrEqual(0.01);
    expect((of / 1000) ** (least - 1)).toBeGreaterThan(0.01);
  });
});

describe('the event log', () => {
  const lines = Array.from({ length: 50 }, (_, i) => JSON.stringify([i, 'kind', `text ${i}`]));
  const written = (...bounds: [number?, number?]) => {
    const writer = new LogWriter(...bounds);
    for (let i = 0; i < 50; i++) writer.add(i, 'kind', `text ${i}`);
    return writer.close();
  };
  const digest = sha256Hex(lines.map((line) => `${line}\n`).join(''));

  it('keeps everything within its bounds', () => expect(written()).toEqual({ lines, omitted: 0, digest }));
  it('keeps the beginning, counts the rest, and its digest covers both', () => expect(written(20)).toEqual({ lines: lines.slice(0, 20), omitted: 30, digest }));
  it('is bounded in size too, without holes', () => {
    const log = written(50, 200);
    expect(log.lines).toEqual(lines.slice(0, log.lines.length));
    expect(log.lines.join('').length).toBeLessThanOrEqual(200);
    expect([log.lines.length + log.omitted, log.digest]).toEqual([50, digest]);
  });
  it('shows in its digest what changed after the lines that were kept', () => {
    const writer = new LogWriter(20);
    for (let i = 0; i < 50; i++) writer.add(i, 'kind', i === 49 ? 'other' : `text ${i}`);
    const log = writer.close();
    expect(log.lines).toEqual(lines.slice(0, 20));
    expect(log.digest).not.toBe(digest);
  });
});

/** Windows of 10 s with 100 requests each, of which `good` were good. */
function windowsOf(good: readonly number[]): AppWindows {
  const windows = new AppWindows(10e6, 0, 1e6, 100_000, Number.MAX_SAFE_INTEGER, good.length);
  good.forEach((count, window) => {
    for (let i = 0; i < 100; i++) {
      windows.offer(window * 10e6 + i);
      windows.settle(window * 10e6 + i, i < count ? 'served' : 'timed-out', 1000);
    }
  });
  return windows;
}

describe('recovery', () => {
  const recovery = (good: readonly number[], faults: readonly { readonly atUs: number; readonly feltUs?: number }[]) =>
    recoveryOf({
      faults: faults.map(({ atUs, feltUs = atUs }, index) => ({ name: `f${index}`, atUs, feltUs })),
      apps: [{ windows: windowsOf(good), target: 0.99 }],
      windowUs: 10e6,
      warmupUs: 0,
      horizonUs: good.length * 10e6,
    });
  const up = (windows: number) => Array<number>(windows).fill(100);

  it('is from the first window on from which the target held for a minute', () => {
    // Down for three windows from 20 s on, one relapse at 70 s.
    const good = [...up(2), 50, 0, 80, ...up(2), 90, ...up(10)];
    expect(recovery(good, [{ atUs: 25e6 }])).toEqual([{ fault: 'f0', atUs: 25e6, recoveredAfterUs: 55e6, sloDebt: 49 + 99 + 19 + 9, dip: 0 }]);
  });
  it('is null when the minute is not over before the next fault or the end', () => {
    const good = [...up(2), 50, ...up(5)];
    expect(recovery(good, [{ atUs: 20e6 }])[0]?.recoveredAfterUs).toBeNull();
    const twice = recovery([...good, 50, ...up(10)], [{ atUs: 20e6 }, { atUs: 80e6 }]);
    expect(twice.map(({ recoveredAfterUs, sloDebt }) => [recoveredAfterUs, sloDebt])).toEqual([
      [null, 49],
      [10e6, 49],
    ]);
  });
  it('is at once, without debt, when nobody felt it', () => {
    expect(recovery(up(20), [{ atUs: 40e6 }])).toEqual([{ fault: 'f0', atUs: 40e6, recoveredAfterUs: 0, sloDebt: 0, dip: 1 }]);
  });
  it('of a machine that is announced to go begins when it goes', () => {
    const good = [...up(10), 0, 0, ...up(10)];
    expect(recovery(good, [{ atUs: 20e6, feltUs: 100e6 }])[0]).toMatchObject({ recoveredAfterUs: 20e6, sloDebt: 198 });
  });
  it('charges what two faults of one instant cost once', () => {
    const both = recovery([...up(2), 0, ...up(10)], [{ atUs: 20e6 }, { atUs: 20e6 }]);
    expect(both.map(({ sloDebt }) => sloDebt)).toEqual([0, 99]);
  });
});

describe('the six stages', () => {
  const scenario = smallScenario({
    clock: { horizon: '5m' },
    pools: [{ count: 2 }],
    apps: [{ startup: '4s', image: { size: '100Mi' } }],
    load: { web: { rate: '10/s' } },
    faults: [{ name: 'crash', at: '100s', for: '40s', nodeCrash: { count: 2 } }],
    cluster: { images: { warm: false, registry: '160Mbit/s', unpack: '1000000MB/s' }, lags: { route: '0s', status: '0s' } },
  });
  const note = (what: 'rollout-started' | 'rollout-finished' | 'pod-created' | 'scaled', pod: number | null): Action => ({
    kind: 'note',
    note: { what, subject: 'test/web', pod, node: null, text: '' },
  });
  const start = (pod: number): Action => ({ kind: 'start-pod', node: pod % 2, pod: podOf(pod) });
  const { metrics, timeline } = play(scenario, {
    plan: [
      { atUs: 1e6, actions: [note('rollout-started', null), note('pod-created', 0), start(0)] },
      { atUs: 13e6, actions: [note('rollout-finished', null)] },
      { atUs: 30e6, actions: [note('scaled', null), note('pod-created', 1)] },
      { atUs: 35e6, actions: [start(1)] },
      { atUs: 145e6, actions: [note('pod-created', 2), start(2)] },
    ],
  });
  const seconds = (stage: keyof typeof metrics.stages) => [metrics.stages[stage].count, Math.round((metrics.stages[stage].maxUs ?? 0) / 1e5) / 10];

  it.each<[keyof typeof metrics.stages, number, number]>([
    // From the start of the rollout to its end.
    ['deploy', 1, 12],
    // 104.9 MB into the registry at 20 MB/s.
    ['store', 1, 5.2],
    // Each pod from being handed over to its image being there; the longest pulled it.
    ['retrieve', 3, 5.2],
    // 300 ms to create and 4 s to start up.
    ['run', 3, 4.3],
    // From the decision to more replicas to the pod being ready: 5 s undecided, the pull, the start.
    ['scale', 1, 10.5],
    // From the crash to as many ready again: one of two.
    ['manage', 1, 45.3],
  ])('%s is timed', (stage, count, longest) => {
    const [counted, told] = seconds(stage) as [number, number];
    expect(counted).toBe(count);
    expect(Math.abs(told - longest)).toBeLessThan(0.4);
  });

  it('and the timeline has a row a window', () => {
    expect(timeline.startUs).toHaveLength(30);
    const many = (count: number, of: number) => Array<number>(of).fill(count);
    expect(timeline.apps[0]?.replicasReady).toEqual([...many(1, 4), ...many(2, 5), ...many(0, 5), ...many(1, 16)]);
    expect(timeline.nodesUp.slice(8, 16)).toEqual([2, 0, 0, 0, 0, 2, 2, 2]);
    expect(timeline.apps[0]?.offered.reduce((sum, count) => sum + count, 0)).toBe(metrics.latency.offered);
  });
});
