import { parseEntry, type SwarmEntry } from '#core/entry';
import type { RunRecord } from '#core/run';
import { SECOND } from '#core/units';
import { compare, replay } from '../index.js';
import { smallScenario } from '../testing/index.js';

function stack(text: string, autoscaler?: string): SwarmEntry {
  const more = autoscaler === undefined ? [] : [{ path: 'autoscaler.yaml', text: autoscaler }];
  const outcome = parseEntry([{ path: 'stack.yml', text }, ...more]);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value as SwarmEntry;
}

type Line = readonly [number, string, ...unknown[]];
const linesOf = (record: RunRecord): readonly Line[] => record.log.lines.map((line) => JSON.parse(line) as Line);

describe('a machine is lost under a Swarm stack with its defaults', () => {
  const scenario = smallScenario({
    pools: [{ count: 5 }],
    load: { web: { rate: '20/s' } },
    faults: [{ name: 'crash', at: '3m', for: '4m', nodeCrash: { count: 1 } }],
  });
  const entry = stack('services: { web: { image: regatta/web, deploy: { replicas: 10 } } }');
  const records = [1, 2, 3, 4, 5, 6].map((seed) => replay({ scenario, entry, seed }));

  it('its tasks run elsewhere after about 20 seconds', () => {
    for (const record of records) {
      const lines = linesOf(record);
      const crash = lines.find(([, what]) => what === 'fault')?.[0] ?? 0;
      const replaced = new Set(lines.filter(([at, what, note]) => at > crash && what === 'note' && note === 'pod-created').map((line) => line[4]));
      const running = lines.filter(([at, what, pod, phase]) => at > crash && what === 'pod-phase' && phase === 'ready' && replaced.has(pod));
      expect(running).toHaveLength(2);
      // Three heartbeats of 5 s ± 0.5 s since the last one, 50 ms for the scheduler, 5 s restart delay, 0.3 s for the container.
      for (const [at] of running) {
        expect((at - crash) / SECOND).toBeGreaterThan(8.5 + 5.3);
        expect((at - crash) / SECOND).toBeLessThan(16.5 + 5.5);
      }
    }
  });

  it('and its return moves nothing', () => {
    const lines = linesOf(records[0] as RunRecord);
    const back = lines.find(([, what]) => what === 'fault-over')?.[0] ?? 0;
    expect(lines.filter(([at, what]) => at > back && what === 'start-pod')).toEqual([]);
  });

  it('and the same bytes come out again', () => {
    expect(compare(records[0] as RunRecord, replay({ scenario, entry, seed: 1 }))).toEqual({ ok: true });
  });
});

test('work items of a batch application are all done under a job made from a service', () => {
  const jobs = { every: '60s', items: 6, itemCpu: '5s', parallelism: 4, first: '10s' };
  const scenario = smallScenario({ pools: [{ count: 2 }], apps: [{ name: 'crunch', jobs }] });
  const record = replay({ scenario, entry: stack('services: { crunch: { image: regatta/crunch, deploy: { replicas: 3 } } }'), seed: 1 });
  const finished = linesOf(record).filter(([, what, note]) => what === 'note' && note === 'job-finished');
  expect([record.verdict, record.cause]).toEqual(['completed', null]);
  expect(finished.length).toBeGreaterThanOrEqual(8);
});

test('a release is rolled out by update_config, and rolled back when it crashes', () => {
  const release = { at: '2m', app: 'web', version: 2, size: '100Mi', crashes: 1 };
  const scenario = smallScenario({ pools: [{ count: 3 }], load: { web: { rate: '20/s' } }, more: { releases: [release] } });
  const entry = stack('services: { web: { image: regatta/web, deploy: { replicas: 6, update_config: { failure_action: rollback, order: start-first } } } }');
  const record = replay({ scenario, entry, seed: 1 });
  const notes = linesOf(record).flatMap(([, what, note]) => (what === 'note' ? [String(note)] : []));
  expect(notes.filter((note) => note.startsWith('roll'))).toEqual(['rollout-started', 'rolled-back', 'rollout-finished']);
  const { good = 0, offered = 1 } = record.metrics?.latency ?? {};
  expect(good / offered).toBeGreaterThan(0.9);
});

test('an autoscaler beside the stack follows the load', () => {
  const scenario = smallScenario({
    pools: [{ count: 4 }],
    load: { web: { rate: { product: ['40/s', { flash: { at: '3m', ramp: '20s', peak: '5x', hold: '2m', decay: '20s' } }] } } },
  });
  const policy = `apiVersion: regatta/v1
kind: Autoscaler
targets: [{ service: web, min: 2, max: 20, metric: requestsPerReplica, target: 20/s, cooldown: { up: 15s, down: 60s } }]`;
  const entry = stack('services: { web: { image: regatta/web, deploy: { replicas: 2 } } }', policy);
  const scaled = linesOf(replay({ scenario, entry, seed: 1 })).flatMap((line) => (line[1] === 'note' && line[2] === 'scaled' ? [String(line[6])] : []));
  const sizes = scaled.map((text) => Number(/→ (\d+)$/.exec(text)?.[1]));
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(9);
  expect(sizes.at(-1)).toBeLessThan(Math.max(...sizes));
});
