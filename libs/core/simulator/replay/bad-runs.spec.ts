import { type Entry, parseEntry } from '#core/entry';
import type { Action, ControlPlane } from '#core/orchestrator';
import type { RunRecord } from '#core/run';
import { replay } from '../index.js';
import { podOf, smallScenario, type SmallScenario } from '../testing/index.js';

const deployment = (replicas: number, cpu = '50m'): Entry => {
  const text = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'regatta/web:1', resources: { requests: { cpu, memory: '16Mi' } } }] },
      },
    },
  });
  const service = JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
  const outcome = parseEntry([{ path: 'web.yaml', text: `${text}\n---\n${service}\n` }]);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
};

const judged = (entry: Entry, scenario: SmallScenario = {}, controlPlane?: () => ControlPlane): RunRecord =>
  replay({
    scenario: smallScenario({ load: { web: { rate: '20/s' } }, ...scenario }),
    entry,
    seed: 1,
    ...(controlPlane === undefined ? {} : { controlPlane }),
  });

describe('a run that goes wrong', () => {
  it.each([
    ['asks for no replicas', deployment(0)],
    ['asks for machines that are not there', deployment(3, '64')],
  ])('because the entry %s is lived through: every request is refused', (_, entry) => {
    const { verdict, metrics } = judged(entry);
    expect(verdict).toBe('completed');
    expect(metrics?.latency).toMatchObject({ served: 0, good: 0 });
    expect(metrics?.latency.rejected).toBe(metrics?.latency.offered);
  });

  it('with ten thousand pods where a hundred fit ends, and its record stays small', () => {
    const record = judged(deployment(10_000), { clock: { horizon: '5m' } });
    expect(record.verdict).toBe('completed');
    expect(record.metrics?.placement).toMatchObject({ podsPlaced: 80 });
    expect(record.metrics?.placement.podsUnschedulableAtEnd).toBeGreaterThan(1000);
    expect(record.log.lines.length).toBeLessThanOrEqual(20_000);
    expect(JSON.stringify(record).length).toBeLessThan(10_000_000);
  }, 60_000);

  it('in an endless crash loop restarts each pod less and less often', () => {
    const faults = [{ name: 'loop', at: '0s', for: '5h', crashLoop: { app: 'web', probability: 1 } }];
    const record = judged(deployment(20), { clock: { horizon: '3h' }, load: { web: { rate: '1/s' } }, faults });
    const restarts = record.log.lines.filter((line) => line.includes('"restarting"')).length;
    expect(record.verdict).toBe('completed');
    // 10, 20, 40, 80, 160 s, then every five minutes.
    expect(restarts / 20).toBeGreaterThan(35);
    expect(restarts / 20).toBeLessThan(45);
  }, 60_000);
});

describe('a control plane that breaks', () => {
  const doing =
    (...actions: Action[]) =>
    (): ControlPlane => {
      const plane = {
        wakeAtUs: 1e6,
        step: (nowUs: number) => {
          if (nowUs < 1e6) return [];
          plane.wakeAtUs = Number.MAX_SAFE_INTEGER;
          return actions;
        },
      };
      return plane;
    };
  const start = (node: number, pod: number): Action => ({ kind: 'start-pod', node, pod: podOf(pod) });

  it.each<[string, RegExp, () => ControlPlane]>([
    [
      'throws',
      /out of ideas/,
      () => ({
        wakeAtUs: 0,
        step: () => {
          throw new Error('out of ideas');
        },
      }),
    ],
    ['wants to be woken for ever', /woken at once/, () => ({ wakeAtUs: 0, step: () => [] })],
    ['names a node that does not exist', /node 7, which does not exist/, doing(start(7, 1))],
    ['gives a pod away twice', /had been given to a node before/, doing(start(0, 1), start(0, 1))],
  ])("because it %s is the platform's fault and says why", (_, cause, controlPlane) => {
    const record = judged(deployment(1), {}, controlPlane);
    expect(record).toMatchObject({ verdict: 'platform-error', fault: 'platform', cause: expect.stringMatching(cause) as string, metrics: null });
    expect(record.log.lines.length).toBeGreaterThan(0);
  });

  it('may say what the world has nothing of: it is written down and changes nothing', () => {
    const record = judged(
      deployment(1),
      {},
      doing({ kind: 'route', app: 'none', pods: [5] }, { kind: 'stop-pod', pod: 99, graceUs: 0 }, { kind: 'resize-pool', pool: 'none', count: 3, remove: [] }),
    );
    expect(record.verdict).toBe('completed');
    expect(record.log.lines).toContainEqual(expect.stringContaining('there is no pool none') as string);
  });
});
