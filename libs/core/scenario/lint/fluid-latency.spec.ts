import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario, previewScenario } from '../index.js';
import { erlangC, fluidLatency } from './fluid-latency.js';

const outcome = parseScenario(readFileSync(join(__dirname, '../../../../scenarios/zone-loss/scenario.yaml'), 'utf8'), 's');
if (!outcome.ok) throw new Error('refused');
const scenario = outcome.value;
const api = scenario.applications.find((app) => app.name === 'api');
if (api === undefined) throw new Error('no api');
const simple = { ...api, cpuPerRequestUs: { kind: 'exponential', mean: 10_000 }, waitPerRequestUs: { kind: 'constant', value: 0 } } as const;

describe('the fluid model', () => {
  it.each([
    [1, 0.5, 0.5],
    [2, 1, 1 / 3],
    [5, 4, 0.5541],
    [10, 8, 0.4092],
  ])('waits with the probability of Erlang C: %d servers, load %d', (servers, load, waits) => expect(erlangC(servers, load)).toBeCloseTo(waits, 3));

  it('is M/M/1 where that is asked: p99 of the sojourn is ln(100) / (μ − λ)', () => {
    const { p99Us } = fluidLatency(simple, 80, 1, 1);
    expect(Math.abs((p99Us ?? 0) / ((Math.log(100) / 20) * 1e6) - 1)).toBeLessThan(0.1);
  });

  it('grows with load and burstiness, falls with cores, has no end beyond capacity', () => {
    const p99 = (rate: number, cores: number, cv: number) => fluidLatency(simple, rate, cores, cv).p99Us ?? Infinity;
    expect(p99(90, 1, 1)).toBeGreaterThan(p99(50, 1, 1));
    expect(p99(90, 1, 3)).toBeGreaterThan(p99(90, 1, 1));
    expect(p99(180, 4, 1)).toBeLessThan(p99(180, 2, 1));
    expect(fluidLatency(simple, 120, 1, 1).p99Us).toBeNull();
  });

  it('fills a preview: p99 a minute and application, and what a run costs', () => {
    const { minutes, cost } = previewScenario(scenario, 1);
    for (const minute of minutes) expect(Object.keys(minute.p99UsPerApp)).toEqual(['web', 'api']);
    expect(cost.wholePriceMicros).toBe(Math.round((36 * 190_000 * 20) / 60));
    expect(cost.leastPriceMicros).toBeGreaterThan(0);
    expect(cost.leastPriceMicros).toBeLessThan(cost.wholePriceMicros);
    expect(cost.requests).toBeGreaterThan(100_000);
  });
});
