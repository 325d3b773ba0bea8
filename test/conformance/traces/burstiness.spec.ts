import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { drawRun, memberOf, parseScenario, type Scenario } from '#core/scenario';
import { importTrace } from '#core/scenario/import';
import { NEVER } from '#core/units';

/**
 * Arrivals must be as bursty as measured ones. The index of dispersion (variance over mean of counts) grows with the rate, so ours are thinned to the
 * rate of the trace first: keeping a share p of arrivals makes it 1 + p · (index − 1).
 */
jest.setTimeout(300_000);
const folder = [join(__dirname, '../../../../shared/traces')].find((one) => existsSync(one));
const scenarios = join(__dirname, '../../../scenarios');
const WIDTHS_S = [1, 10, 60];
/** Measured from the trace; used where it is not at hand. */
const MEASURED = { conv: { rate: 5.53, dispersion: [1.39, 3.87, 16.4] }, code: { rate: 2.567, dispersion: [13.2, 71.9, 166.9] } };

function dispersion(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1) / mean;
}

const widened = (perSecond: readonly number[], width: number): number[] =>
  Array.from({ length: Math.floor(perSecond.length / width) }, (_, index) =>
    perSecond.slice(index * width, (index + 1) * width).reduce((sum, count) => sum + count, 0),
  );

function scenarioNamed(id: string): Scenario {
  const outcome = parseScenario(readFileSync(join(scenarios, id, 'scenario.yaml'), 'utf8'), id);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

/** Requests a second of a family's first loaded application, over many seeds end to end; flash crowds and days are left out. */
function arrivalsOf(id: string, seeds: number): { readonly perSecond: number[]; readonly rate: number } {
  const scenario = scenarioNamed(id);
  const perSecond: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const run = drawRun(scenario, seed);
    const app = run.applications.findIndex((one) => one.name === memberOf(scenario, seed).load[0]?.app);
    const seconds = new Array<number>(Math.floor(run.clock.horizonUs / 1e6)).fill(0);
    const source = run.arrivals(app);
    for (let at = source.nextArrivalUs(); at !== NEVER; at = source.nextArrivalUs()) seconds[Math.floor(at / 1e6)] = (seconds[Math.floor(at / 1e6)] ?? 0) + 1;
    perSecond.push(...seconds);
  }
  return { perSecond, rate: perSecond.reduce((sum, count) => sum + count, 0) / perSecond.length };
}

function thinnedDispersion(id: string, rate: number, seeds: number): readonly number[] {
  const ours = arrivalsOf(id, seeds);
  return WIDTHS_S.map((width) => 1 + (rate / ours.rate) * (dispersion(widened(ours.perSecond, width)) - 1));
}

describe('arrivals', () => {
  it.each(['zone-loss', 'gray-nodes', 'rolling-upgrade', 'spot-reclaim-batch'])('of %s drift as conversations with a model do', (id) => {
    const found = thinnedDispersion(id, MEASURED.conv.rate, 4);
    found.forEach((index, place) => {
      const ratio = (index - 1) / ((MEASURED.conv.dispersion[place] as number) - 1);
      expect([id, WIDTHS_S[place], ratio > 0.4 && ratio < 2.5 ? 'like measured' : ratio]).toEqual([id, WIDTHS_S[place], 'like measured']);
    });
  });

  it('of bursty-inference burst as a coding assistant’s do', () => {
    const found = thinnedDispersion('bursty-inference', MEASURED.code.rate, 6);
    found.forEach((index, place) => {
      const ratio = index / (MEASURED.code.dispersion[place] as number);
      expect([WIDTHS_S[place], ratio > 0.5 && ratio < 2 ? 'like measured' : ratio]).toEqual([WIDTHS_S[place], 'like measured']);
    });
  });

  (folder === undefined ? it.skip : it)('are compared with what the trace measures', () => {
    for (const [name, measured] of Object.entries(MEASURED)) {
      const file = `azure-llm-2023/AzureLLMInferenceTrace_${name}.csv.gz`;
      const outcome = importTrace('azure-llm', [{ name: file, bytes: gunzipSync(readFileSync(join(folder ?? '', file))) }]);
      const counts = outcome.ok ? (outcome.value.apps[0]?.counts ?? []) : [];
      WIDTHS_S.forEach((width, place) => expect(Math.abs(dispersion(widened(counts, width)) / (measured.dispersion[place] as number) - 1)).toBeLessThan(0.1));
    }
  });
});

describe('failures', () => {
  /** 5th and 95th percentile of the share of hosts hit at once, and the spread of gaps, over three services (OpenDC failure traces). */
  const INTENSITY = { low: 0.42, high: 1 };

  it('hit as much at once as measured ones: half of a cluster, or of a pool', () => {
    const shares = ['steady-web', 'spot-reclaim-batch'].map((id) => {
      const run = drawRun(scenarioNamed(id), 1);
      const fault = run.faults.find((one) => one.kind === 'node-crash' || one.kind === 'spot-reclaim');
      if (fault === undefined || !('nodes' in fault)) throw new Error('no such fault');
      const pool = run.nodes[fault.nodes[0] as number]?.pool;
      return fault.nodes.length / run.nodes.filter((node) => node.pool === pool).length;
    });
    for (const share of shares) expect(share >= INTENSITY.low && share <= INTENSITY.high).toBe(true);
  });

  it('come in clusters: the gaps between reclaims scatter two and a half times their mean and more', () => {
    const gaps: number[] = [];
    const family = scenarioNamed('spot-reclaim-batch');
    const rule = family.faults.find((fault) => fault.when.kind === 'rate');
    const many = {
      ...family,
      vary: [],
      clock: { ...family.clock, horizonUs: 48 * 3600e6 },
      faults: family.faults.map((fault) =>
        fault === rule && fault.when.kind === 'rate' ? { ...fault, when: { ...fault.when, untilUs: 48 * 3600e6 } } : fault,
      ),
    };
    for (let seed = 1; seed <= 5; seed++) {
      const times = drawRun({ ...many, applications: [], load: [] } as Scenario, seed)
        .faults.filter((fault) => fault.kind === 'spot-reclaim')
        .map((fault) => fault.atUs);
      times.slice(1).forEach((at, index) => gaps.push(at - (times[index] as number)));
    }
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(deviation / mean).toBeGreaterThan(2);
    expect(deviation / mean).toBeLessThan(6);
  });

  (folder === undefined ? it.skip : it)('are compared with what the traces measure', () => {
    for (const name of readdirSync(join(folder ?? '', 'opendc')).filter((one) => one.startsWith('fail_'))) {
      const [header = '', ...rows] = gunzipSync(readFileSync(join(folder ?? '', 'opendc', name)))
        .toString()
        .trim()
        .split('\n');
      const column = header.trim().split(',').indexOf('failure_intensity');
      const shares = rows.map((row) => Number(row.split(',')[column])).sort((a, b) => a - b);
      expect(shares[Math.floor(shares.length * 0.05)]).toBeGreaterThanOrEqual(INTENSITY.low);
    }
  });
});
