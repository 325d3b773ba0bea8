import type { FaultGround } from './fault-ground.js';
import { FaultReport } from './fault-report.js';
import { type Drain, Maintenance } from './maintenance.js';

const SECOND = 1_000_000;
const STEPS = [
  { atUs: 15 * SECOND, node: 4, action: 'drain' },
  { atUs: 25 * SECOND, node: 4, action: 'uncordon' },
] as const;
const DRAIN = { kind: 'drain', name: 'upkeep', steps: STEPS } as unknown as Drain;

/** A light cluster whose control plane hears of an order when it is stepped next, if it is. */
function ground(atUs: number, isStepped = true) {
  const report = new FaultReport();
  const clock = { nowUs: atUs };
  const told: { readonly node: number; readonly action: string; readonly atUs: number }[] = [];
  const cluster = {
    driver: 'light',
    nodes: new Map([[4, { drawn: { facts: { name: 'node-four' } } }]]),
    pods: () => [],
    maintain: async (node: number, action: string) => {
      if (isStepped) setTimeout(() => told.push({ node, action, atUs: (clock.nowUs += 60_000) }), 20);
    },
  };
  const measures = {
    wasTold: (node: number, action: string, sinceUs: number) => told.some((one) => one.node === node && one.action === action && one.atUs >= sinceUs),
  };
  const run = { clock: { horizonUs: 50 * SECOND }, faults: [DRAIN] };
  const maintenance = new Maintenance({ cluster, measures, run, report, nowUs: () => clock.nowUs } as unknown as FaultGround, () => false);
  return { maintenance, report, clock };
}

describe('maintenance of a light cluster', () => {
  it.each([
    ['at its time', 0],
    ['a millisecond early, as timers may', 1_000],
    ['late', -40_000],
  ])('an order that is given %s is seen when the control plane hears of it', async (_, earlyUs) => {
    for (const step of STEPS) {
      const { maintenance, report } = ground(step.atUs - earlyUs);
      await maintenance.order(DRAIN, step);
      expect(report.failures).toEqual([]);
      expect(report.lines).toContain(`upkeep: node 4 ${step.action === 'drain' ? 'closed' : 'open'}`);
    }
  });

  it('an order that nobody heard of before the next one was due was not carried out', async () => {
    const { maintenance, report, clock } = ground(15 * SECOND, false);
    const ordered = maintenance.order(DRAIN, STEPS[0]);
    clock.nowUs = 25 * SECOND;
    await ordered;
    expect(report.failures).toEqual([expect.stringMatching(/node 4 closed was not seen/)]);
  });
});
