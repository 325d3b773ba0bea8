import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawRun, memberOf, parseScenario, type Scenario, type ScheduledFault } from '../index.js';

const steady = readFileSync(join(__dirname, '../../../../scenarios/steady-web/scenario.yaml'), 'utf8');

/** The steady scenario with its faults and whatever else replaced. */
function scenario(faults: string, more = ''): Scenario {
  const text = `${steady.replace(/faults:[\s\S]*?\n\n/, faults === '' ? '' : `faults:\n${faults}\n\n`)}\n${more}`;
  const outcome = parseScenario(text, 's.yaml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}
const faultsOf = (text: string, seed = 1): readonly ScheduledFault[] => drawRun(scenario(text), seed).faults;
const only = (text: string): ScheduledFault => faultsOf(text)[0] as ScheduledFault;

describe('faults', () => {
  it('hit distinct machines of the asked zone', () => {
    const run = drawRun(scenario('  - { at: 60s, for: 30s, slowNode: { zone: b, count: 2, speed: 0.3x } }'), 5);
    const fault = run.faults[0] as ScheduledFault & { kind: 'slow-node' };
    expect(fault).toMatchObject({ kind: 'slow-node', atUs: 60e6, untilUs: 90e6, speedMilli: 300 });
    const zones = new Set(fault.nodes.map((node) => run.nodes[node]?.facts.zone));
    expect([new Set(fault.nodes).size, zones.size]).toEqual([2, 1]);
  });

  it('bring a zone back machine by machine', () => {
    const fault = only('  - { at: 60s, for: 30s, zoneOutage: { zone: c, stagger: 4s } }');
    expect(fault).toMatchObject({ kind: 'zone-outage', backAtUs: [90e6, 94e6, 98e6, 102e6], untilUs: 102e6 });
  });

  it('draw the zone per seed when none is named', () => {
    const hit = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const run = drawRun(scenario('  - { at: 60s, for: 30s, zoneOutage: {} }'), seed);
      const fault = run.faults[0] as ScheduledFault & { kind: 'zone-outage' };
      return run.cluster.zones.indexOf(fault.zone);
    });
    expect(new Set(hit).size).toBeGreaterThan(1);
    expect(hit.every((zone) => zone >= 0)).toBe(true);
  });

  it('drain batch after batch, each returned before the next', () => {
    const fault = only('  - { at: 60s, for: 10s, drain: { count: 4, batch: 2, gap: 5s } }') as ScheduledFault & { kind: 'drain' };
    expect(fault.steps.map((step) => `${step.atUs / 1e6}${step.action[0]}`)).toEqual([
      '60d',
      '60d',
      '70r',
      '70r',
      '70u',
      '70u',
      '75d',
      '75d',
      '85r',
      '85r',
      '85u',
      '85u',
    ]);
    expect(fault.untilUs).toBe(85e6);
  });

  it('take spot machines at the end of their notice', () => {
    expect(only('  - { at: 60s, spotReclaim: { notice: 30s } }')).toMatchObject({ kind: 'spot-reclaim', goneAtUs: 90e6 });
  });

  it('come again and again at their rate, within their bounds', () => {
    const times = faultsOf('  - { name: chaos, every: 2s, from: 100s, until: 200s, for: { exponential: { mean: 1s } }, flakyNode: { errors: 0.2 } }');
    expect(Math.abs(times.length - 50)).toBeLessThan(29);
    expect(times.every((fault) => fault.atUs >= 100e6 && fault.atUs < 200e6)).toBe(true);
    expect(times[1]?.name).toBe('chaos#2');
  });

  it('never move another fault, the load or the machines by being added', () => {
    const one = '  - { name: one, every: 20s, nodeCrash: {} }';
    const two = `${one}\n  - { name: two, every: 7s, slowNode: { speed: 0.5x } }`;
    const alone = drawRun(scenario(one), 9);
    const both = drawRun(scenario(two), 9);
    expect(both.faults.filter((fault) => fault.name.startsWith('one'))).toMatchObject(alone.faults.map(({ atUs, untilUs, kind }) => ({ atUs, untilUs, kind })));
    expect(both.nodes.map((node) => [node.pool, node.speedMilli])).toEqual(alone.nodes.map((node) => [node.pool, node.speedMilli]));
    const [a, b] = [alone.arrivals(0), both.arrivals(0)];
    for (let i = 0; i < 50; i++) expect(b.nextArrivalUs()).toBe(a.nextArrivalUs());
  });
});

describe('the members of a family', () => {
  const family = scenario(
    '  - { name: dark, at: 100s, for: 1m, zoneOutage: { zone: a } }',
    'vary:\n  load.web.rate: { uniform: [40/s, 90/s] }\n  faults.dark.zoneOutage.zone: { choice: [a, b, c] }\n',
  );
  const rate = (seed: number) => {
    const shape = memberOf(family, seed).load[0]?.shape;
    return shape?.kind === 'constant' ? shape.micros / 1e6 : 0;
  };

  it('differ by seed, within what the file allows, and keep the digest of the family', () => {
    const rates = [1, 2, 3, 4, 5].map(rate);
    expect(new Set(rates).size).toBe(5);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...rates)).toBeLessThanOrEqual(90);
    expect(memberOf(family, 3).digest).toBe(family.digest);
  });

  it('are drawn by seed alone', () => expect(rate(4)).toBe(rate(4)));
});

describe('jobs, pods and growing pools', () => {
  const batch = `
  - name: etl
    image: { size: 80Mi }
    startup: 1s
    memory: { idle: 64Mi }
    jobs: { every: { exponential: { mean: 20s } }, until: 4m, items: { uniform: { low: 2, high: 5 } }, itemCpu: { lognormal: { median: 3s, cv: 0.5 } }, parallelism: 3 }
`;
  it('give every job its items with their cost', () => {
    const outcome = parseScenario(steady.replace('\nload:', `${batch}\nload:`), 's.yaml');
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const jobs = drawRun(outcome.value, 1).jobs;
    expect(jobs.length).toBeGreaterThan(3);
    expect(jobs.every((job) => job.itemCpuUs.length === job.items && job.items >= 2 && job.items <= 5 && job.atUs < 240e6)).toBe(true);
  });

  it('submit pods until the share of the cluster is asked for', () => {
    const packing = 'packing:\n  every: 1s\n  count: 500\n  untilShare: 0.5\n  shapes: [{ app: web, requests: { cpu: 500m, memory: 1Gi } }]\n';
    const { pods } = drawRun(scenario('', packing), 1);
    expect(pods.length).toBe(48);
    expect(pods[3]).toMatchObject({ atUs: 3e6, key: 'pod-4', requests: { cpuMilli: 500 } });
  });

  it('give a pool the same machines whenever it grows', () => {
    const two = () => drawRun(scenario(''), 1).growth[0];
    const [first, second] = [two(), two()];
    expect(first?.next(6)).toEqual(second?.next(6));
    expect(first?.next(7).node.facts.name).not.toBe(drawRun(scenario(''), 1).growth[0]?.next(7).node.facts.name);
  });
});
