import type { DriverName } from '#io/live';
import { describeWithEngine, engineUnderTest } from './engine-under-test.js';
import { driversInForm } from './drivers-in-form.js';
import { replayedInTime } from './replayed-in-time.js';
import { smallKubernetesEntry, smallSwarmEntry } from './small-entries.js';
import { smallScenario } from './small-scenario.js';

jest.setTimeout(240_000);

/** All on the one machine of zone b: begun while it is off, over while it is unplugged, again after it is gone. */
const FAULTS = `faults:
  - { name: crash, at: 3s, for: 5s, nodeCrash: { zone: b } }
  - { name: slow, at: 4s, for: 6s, slowNode: { zone: b, speed: 0.5x } }
  - { name: plug, at: 5s, for: 7s, partition: { zone: b, cut: all } }
  - { name: gray, at: 6s, for: 8s, flakyNode: { zone: b, errors: 0.1, extraLatency: 1ms } }
  - { name: slower, at: 7s, for: 7s, slowNode: { zone: b, speed: 0.5x } }
  - { name: hang, at: 9s, for: 2s, slowNode: { zone: b, speed: 0.001x } }
  - { name: cut, at: 10s, for: 3s, partition: { zone: b } }
  - { name: upkeep, at: 3.5s, for: 8s, drain: { zone: b } }
  - { name: reclaim, at: 20s, spotReclaim: { zone: b, notice: 500ms } }
  - { name: late, at: 24s, for: 1s, nodeCrash: { zone: b } }`;

describeWithEngine.each(driversInForm({ light: smallKubernetesEntry(), swarm: smallSwarmEntry() }))(
  'faults that overlap on one machine, with the driver %s',
  (driver, entry) => {
    it('are counted: what the machine looks like follows from all that hold it, and what is gone is not hit', async () => {
      const record = await replayedInTime({
        engine: engineUnderTest(),
        scenario: smallScenario({ horizon: '27s', rate: '5/s', faults: FAULTS }),
        entry,
        seed: 1,
        driver: driver as DriverName,
        replications: 1,
        baseline: null,
        repeats: 0,
        voidLateUs: 30_000_000,
        signal: new AbortController().signal,
      });
      const lines = record.metrics?.live?.faults ?? [];
      for (const words of [
        /^crash: node \d off$/,
        /^gray: node \d cannot be reached now/,
        /^slow: node \d (slow|paused)$/,
        /^slower: node \d full-speed$/,
        /^gray: node \d clear$/,
        /^reclaim: node \d gone$/,
      ])
        expect(lines).toContainEqual(expect.stringMatching(words));
      expect(lines).toContainEqual(expect.stringMatching(/^late: node \d is no part of the cluster any more$/));
    });
  },
);
