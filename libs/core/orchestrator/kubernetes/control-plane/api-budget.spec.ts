import { SECOND } from '#core/units';
import { ApiBudget, type ClientLimits } from './api-budget.js';
import { TimerQueue } from '../../timer-queue.js';

/** Clients that want calls from the beginning; when each call was made, in ms. */
function calls(wants: Readonly<Record<string, number>>, limits: ClientLimits, untilMs = 60_000): Record<string, number[]> {
  const timers = new TimerQueue();
  const left = { ...wants };
  const made: Record<string, number[]> = {};
  let nowUs = 0;
  const work = (client: string) => {
    const granted = budget.take(client, left[client] ?? 0, nowUs);
    left[client] = (left[client] ?? 0) - granted;
    (made[client] ??= []).push(...new Array<number>(granted).fill(nowUs / 1000));
  };
  const budget = new ApiBudget<string>(timers, limits, work);
  for (const client of Object.keys(wants)) work(client);
  while (timers.nextUs <= untilMs * 1000) {
    nowUs = timers.nextUs;
    timers.runDue(nowUs);
  }
  return made;
}

describe('calls to the API server', () => {
  it('come in a burst and then one at a time, sixty within 1.5 s', () => {
    const { web = [] } = calls({ web: 60 }, { qps: 20, burst: 30 });
    expect(web.filter((ms) => ms === 0)).toHaveLength(30);
    expect(web.slice(30, 33)).toEqual([50, 100, 150]);
    expect([web.length, web.at(-1)]).toEqual([60, 1500]);
  });

  it('take turns: who wants a million keeps nobody from three', () => {
    const { huge = [], web = [] } = calls({ huge: 1_000_000, web: 3 }, { qps: 20, burst: 30 }, 10_000);
    expect(web.at(-1)).toBeLessThan(500);
    expect(huge.length).toBe(30 + 10 * 20 - 3);
  });

  it('are saved up again', () => {
    const timers = new TimerQueue();
    const budget = new ApiBudget<string>(timers, { qps: 20, burst: 30 }, () => undefined);
    expect([budget.take('a', 30, 0), budget.take('b', 30, SECOND / 2), budget.take('b', 40, 60 * SECOND)]).toEqual([30, 10, 30]);
  });

  it('pass on to the next in line when the first no longer wants its own', () => {
    const timers = new TimerQueue();
    const woken: string[] = [];
    const budget = new ApiBudget<string>(timers, { qps: 20, burst: 30 }, (client) => woken.push(client));
    for (const client of ['all', 'gone', 'late']) budget.take(client, 30, 0);
    for (const us of [50_000, 100_000]) timers.runDue(us);
    expect(woken).toEqual(['gone', 'late']);
    expect(budget.take('late', 1, 100_000)).toBe(1);
    timers.runDue(60 * SECOND);
    expect(woken).toHaveLength(2);
  });
});
