import type { PodToRun } from '#core/cluster';
import { SECOND } from '#core/units';
import fc from 'fast-check';
import { node, service, SwarmBench } from './testing/swarm-bench.js';
import { taskStateName } from './task-state.js';

const nodes = (count: number) => Array.from({ length: count }, (_, id) => node(id));
const cores = (count: number) => ({ nanoCpus: count * 1e9, memoryBytes: 0, generic: {} });
const restart = (more: object) => ({ condition: 'any' as const, delayUs: SECOND, maxAttempts: 0, windowUs: 0, ...more });

describe('replicated services', () => {
  test('tasks are spread evenly and routed once they run', () => {
    const bench = new SwarmBench([service('web', { replicas: 7 })], nodes(3)).run(5);
    expect(bench.perNode('web')).toEqual([2, 2, 3]);
    expect(bench.routes.get('web')).toHaveLength(7);
  });

  test('what does not fit says why, and is placed when there is room', () => {
    const bench = new SwarmBench([service('web', { replicas: 3, reservations: cores(3) })], nodes(2)).run(5);
    expect(bench.texts('pod-unschedulable')).toEqual(['no suitable node (insufficient resources on 2 nodes)']);
    bench.tell({ kind: 'node-joined', node: node(2) });
    expect(bench.run(5).perNode('web')).toEqual([1, 1, 1]);
  });

  test('a task that crashes is replaced after the delay, wherever there is room', () => {
    const bench = new SwarmBench([service('web', { replicas: 2, restart: restart({ delayUs: 5 * SECOND }) })], nodes(2)).run(5);
    bench.end(0, 1);
    expect(bench.run(4).running('web')).toBe(1);
    expect(bench.run(3).running('web')).toBe(2);
  });

  test.each([
    ['on-failure, exit 0: the slot stays empty', { condition: 'on-failure' as const }, 0, 1],
    ['on-failure, exit 1: replaced', { condition: 'on-failure' as const }, 1, 2],
    ['none: never replaced', { condition: 'none' as const }, 1, 1],
    ['any, exit 0: replaced', {}, 0, 2],
  ])('restart condition %s', (_, more, exitCode, running) => {
    const bench = new SwarmBench([service('web', { replicas: 2, restart: restart(more) })], nodes(2)).run(5);
    bench.end(1, exitCode);
    expect(bench.run(10).running('web')).toBe(running);
  });

  test('max_attempts 2 is one start and two more a slot; then it stays dead', () => {
    const bench = new SwarmBench([service('web', { replicas: 1, restart: restart({ maxAttempts: 2 }) })], nodes(1));
    bench.outcomes.set('regatta/web', { exitCode: 1, afterUs: SECOND });
    bench.run(60);
    expect(bench.texts('pod-created')).toHaveLength(3);
    expect(bench.tasks()).toEqual([]);
  });

  test('a window forgets what is longer ago', () => {
    const bench = new SwarmBench([service('web', { replicas: 1, restart: restart({ maxAttempts: 2, windowUs: 4 * SECOND }) })], nodes(1));
    bench.outcomes.set('regatta/web', { exitCode: 1, afterUs: 3 * SECOND });
    expect(bench.run(60).texts('pod-created').length).toBeGreaterThan(8);
  });

  test('a slot keeps five tasks of history', () => {
    const bench = new SwarmBench([service('web', { replicas: 1, restart: restart({}) })], nodes(1));
    bench.outcomes.set('regatta/web', { exitCode: 1, afterUs: SECOND });
    bench.run(60);
    expect(bench.controlPlane.store.tasks.size).toBeLessThanOrEqual(6);
  });

  test('a node where a task keeps failing is avoided', () => {
    const other = service('other', { replicas: 2, constraints: ['node.labels.pool == b'] });
    const bench = new SwarmBench([other], [node(0), node(1, { pool: 'b' })]).run(5);
    bench.outcomes.set('regatta/web', { exitCode: 1, afterUs: SECOND });
    bench.controlPlane.deploy(service('web', { replicas: 1, restart: restart({ delayUs: 0 }) }));
    bench.run(40);
    const placed = bench.notes.filter(({ note }) => note.what === 'pod-scheduled' && note.subject === 'web.1').map(({ note }) => note.node);
    expect(placed.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 1]);
  });
});

describe('nodes', () => {
  test('a silent node is down after three heartbeats and its tasks go elsewhere; its return moves nothing', () => {
    const bench = new SwarmBench([service('web', { replicas: 4 }), service('agent', { mode: 'global' })], nodes(2)).run(5);
    bench.kill(0);
    expect(bench.run(13).texts('node-down')).toEqual([]);
    expect(bench.run(4).texts('node-down')).toEqual(['heartbeat failure']);
    expect(bench.run(7).perNode('web')).toEqual([4]);
    expect(bench.running('agent')).toBe(1);
    bench.revive(0);
    bench.run(20);
    expect(bench.perNode('web')).toEqual([4]);
    expect(bench.running('agent')).toBe(2);
  });

  test('the network gives a silent node up long before; one that is heard again in time keeps its tasks', () => {
    const bench = new SwarmBench([service('web', { replicas: 2 })], nodes(2)).run(5);
    bench.tell({ kind: 'node-silent', node: 0, lastHeardUs: bench.nowUs });
    expect(bench.run(3).routes.get('web')).toHaveLength(2);
    expect(bench.run(2).routes.get('web')).toHaveLength(1);
    bench.tell({ kind: 'node-heard', node: 0, rebooted: false });
    expect(bench.routes.get('web')).toHaveLength(2);
    expect(bench.run(30).texts('node-down')).toEqual([]);
  });

  test('drain moves tasks without delay, pause only keeps new ones away, active brings nothing back', () => {
    const bench = new SwarmBench([service('web', { replicas: 4 }), service('agent', { mode: 'global' })], nodes(2)).run(5);
    bench.tell({ kind: 'maintenance', node: 0, action: 'drain' });
    expect(bench.run(3).perNode('web')).toEqual([4]);
    expect(bench.running('agent')).toBe(1);
    bench.tell({ kind: 'maintenance', node: 0, action: 'uncordon' });
    expect(bench.run(5).perNode('web')).toEqual([4]);
    expect(bench.running('agent')).toBe(2);
    bench.tell({ kind: 'maintenance', node: 0, action: 'cordon' });
    bench.controlPlane.deploy(service('web', { replicas: 6 }));
    expect(bench.run(5).perNode('web')).toEqual([6]);
  });

  test('a spot machine that will be taken is drained', () => {
    const bench = new SwarmBench([service('web', { replicas: 2 })], nodes(2)).run(5);
    bench.tell({ kind: 'reclaim-notice', node: 1, atUs: bench.nowUs + 120 * SECOND });
    expect(bench.run(5).perNode('web')).toEqual([2]);
    bench.tell({ kind: 'node-left', node: 1 });
    expect(bench.run(30).perNode('web')).toEqual([2]);
  });

  test('a label that goes takes the tasks with it that asked for it', () => {
    const labelled = node(0, { labels: { disk: 'ssd' } });
    const bench = new SwarmBench(
      [service('web', { replicas: 2, constraints: ['node.labels.disk == ssd'] })],
      [labelled, node(1, { labels: { disk: 'ssd' } })],
    ).run(5);
    bench.tell({ kind: 'node-changed', node: node(0) });
    expect(bench.texts('pod-evicted')).toEqual(['assigned node no longer meets constraints']);
    expect(bench.run(10).perNode('web')).toEqual([2]);
  });
});

describe('updates', () => {
  const released = (more: object, run = 60) => {
    const bench = new SwarmBench([service('web', { replicas: 4, update: { ...service('web').update, ...more } })], nodes(2)).run(5);
    bench.outcomes.set('regatta/web:bad', { exitCode: 1, afterUs: SECOND });
    bench.tell({ kind: 'release', app: 'web', image: more === BAD || 'failureAction' in more ? 'regatta/web:bad' : 'regatta/web:2' });
    return bench.run(run);
  };
  const BAD = { maxFailureRatio: 0 };
  const images = (bench: SwarmBench) => [...bench.pods.values()].map(({ pod }) => pod.image).sort();

  test('one after the other, watched for the monitoring period', () => {
    const bench = released({});
    expect(images(bench)).toEqual(Array(4).fill('regatta/web:2'));
    expect(bench.texts('rollout-finished')).toEqual(['update completed']);
  });

  test('start-first never has fewer than before', () => {
    const bench = new SwarmBench([service('web', { replicas: 4, update: { ...service('web').update, order: 'start-first', parallelism: 2 } })], nodes(2)).run(
      5,
    );
    bench.tell({ kind: 'release', app: 'web', image: 'regatta/web:2' });
    for (let second = 0; second < 20; second++) expect(bench.run(1).routes.get('web')?.length).toBeGreaterThanOrEqual(4);
    expect(images(bench)).toEqual(Array(4).fill('regatta/web:2'));
  });

  test('a version that crashes stops the update, and says which task', () => {
    const bench = released(BAD);
    expect(bench.texts('rollout-stalled')).toEqual([expect.stringMatching(/^update paused due to failure or early termination of task [0-9a-z]{25}$/)]);
    expect(images(bench).filter((image) => image === 'regatta/web')).toHaveLength(2);
  });

  test('or is rolled back by the rules of rollback_config', () => {
    const bench = released({ failureAction: 'rollback' });
    expect(images(bench)).toEqual(Array(4).fill('regatta/web'));
    expect(bench.texts('rolled-back')).toHaveLength(1);
    expect(bench.texts('rollout-finished')).toEqual(['rollback completed']);
  });

  test('or goes on', () => expect(released({ failureAction: 'continue' }).texts('rollout-finished')).toEqual(['update completed']));

  test('other constraints alone replace only tasks whose nodes no longer fit', () => {
    const bench = new SwarmBench([service('web', { replicas: 4 })], nodes(2)).run(5);
    bench.controlPlane.deploy(service('web', { replicas: 4, constraints: ['node.labels.zone == a'] }));
    bench.run(60);
    expect(bench.perNode('web')).toEqual([4]);
    expect(bench.texts('pod-created')).toHaveLength(6);
  });
});

describe('jobs', () => {
  test('so many at once until enough have completed', () => {
    const bench = new SwarmBench([service('crunch', { mode: 'replicated-job', replicas: 3, restart: restart({ condition: 'on-failure' }) })], nodes(2));
    bench.outcomes.set('regatta/crunch', { exitCode: 0, afterUs: SECOND });
    expect(bench.run(20).texts('job-finished')).toHaveLength(1);
    expect(bench.texts('pod-created')).toHaveLength(3);
  });

  test('a global job runs once on every node', () => {
    const bench = new SwarmBench([service('crunch', { mode: 'global-job', restart: restart({ condition: 'on-failure' }) })], nodes(3));
    bench.outcomes.set('regatta/crunch', { exitCode: 0, afterUs: SECOND });
    expect(bench.run(20).texts('pod-created')).toHaveLength(3);
    expect(bench.texts('job-finished')).toHaveLength(1);
  });

  test('a job of the scenario has each item processed, no more at once than the service has replicas', () => {
    const pattern = service('crunch', { replicas: 2, restart: restart({}) });
    const bench = new SwarmBench([pattern], nodes(2), { batchApps: ['crunch'] }).run(5);
    expect(bench.tasks()).toEqual([]);
    bench.outcomes.set('regatta/crunch', { exitCode: 0, afterUs: SECOND });
    bench.tell({ kind: 'job-submitted', job: { job: 'j1', app: 'crunch', items: 5, parallelism: 4, priority: 0 } });
    const items = new Set<number>();
    let most = 0;
    for (let i = 0; i < 100; i++) {
      bench.run(0.2);
      most = Math.max(most, bench.pods.size);
      for (const { pod } of bench.pods.values()) if (pod.work !== null) items.add(pod.work.item);
    }
    expect([...items].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
    expect(bench.texts('job-finished')).toHaveLength(1);
    expect(bench.controlPlane.store.tasks.size).toBe(0);
  });

  test('an item whose task fails, or whose node is lost, is processed again', () => {
    const bench = new SwarmBench([service('crunch', { replicas: 4 })], nodes(2), { batchApps: ['crunch'] });
    bench.tell({ kind: 'job-submitted', job: { job: 'j1', app: 'crunch', items: 4, parallelism: 4, priority: 0 } });
    bench.run(3);
    bench.end(0, 1);
    bench.kill(1);
    bench.run(40);
    expect(bench.pods.size - [...bench.pods.values()].filter((pod) => pod.node === 1).length).toBe(4);
    for (const pod of [...bench.pods].filter(([, one]) => one.node === 0).map(([id]) => id)) bench.end(pod, 0);
    expect(bench.run(5).texts('job-finished')).toHaveLength(1);
  });

  test('without a service that runs the application there is a note', () => {
    const bench = new SwarmBench([], nodes(1), { batchApps: ['crunch'] });
    bench.tell({ kind: 'job-submitted', job: { job: 'j1', app: 'crunch', items: 1, parallelism: 1, priority: 0 } });
    expect(bench.texts('config-rejected')).toEqual(['no service of the entry runs regatta/crunch']);
  });
});

test('pods of a packing scenario are placed by their requests and labels, and leave when they are withdrawn', () => {
  const bench = new SwarmBench([], [node(0, { labels: { gpu: 'a' } }), node(1, { labels: { gpu: 'b' } }), node(2)]);
  const pod = (key: string, nodeSelector: Record<string, string[]>, cpuMilli = 1000) => ({
    kind: 'pod-submitted' as const,
    pod: { key, app: 'train', requests: { cpuMilli, memoryBytes: 0, extended: {} }, priority: 0, nodeSelector },
  });
  bench.tell(pod('p1', { gpu: ['b'] }), pod('p2', { gpu: ['a', 'b'] }, 4000), pod('p3', {}, 5000));
  bench.run(3);
  expect(bench.tasks()).toEqual(['p1.1@n1 running', 'p2.1@n0 running', 'p3.1@- pending']);
  bench.tell({ kind: 'pod-withdrawn', key: 'p1' }, { kind: 'pod-withdrawn', key: 'p3' });
  expect(bench.run(3).tasks()).toEqual(['p2.1@n0 running']);
  expect(bench.controlPlane.store.tasks.size).toBe(1);
});

test('a health check holds a task back until it passes, and ends it when it fails', () => {
  const check = { intervalUs: 5 * SECOND, timeoutUs: 2 * SECOND, retries: 3, startPeriodUs: 20 * SECOND, startIntervalUs: SECOND };
  const bench = new SwarmBench([service('web', { healthcheck: check })], nodes(1)).run(0.5);
  const pod = [...bench.pods.values()][0]?.pod as PodToRun;
  expect(pod).toMatchObject({
    startup: { initialDelayUs: SECOND, periodUs: SECOND, failureThreshold: 23 },
    liveness: { periodUs: 5 * SECOND, failureThreshold: 3 },
    readiness: null,
  });
  bench.tell({ kind: 'pod-phase', pod: pod.id, phase: 'running', exitCode: 0, restarts: 0, reason: '' });
  expect(bench.tasks()).toEqual(['web.1@n0 starting']);
  bench.tell({ kind: 'pod-phase', pod: pod.id, phase: 'failed', exitCode: 137, restarts: 0, reason: 'LivenessProbeFailed' });
  const task = [...bench.controlPlane.store.tasks.values()].find((one) => one.id === pod.id);
  expect(task?.error).toBe('task: non-zero exit (137): dockerexec: unhealthy container');
});

test('an image that cannot be had is rejected as swarm says it, and tried again', () => {
  const bench = new SwarmBench([service('web')], nodes(1)).run(0.5);
  bench.tell({ kind: 'pod-phase', pod: 0, phase: 'pull-failed', exitCode: 0, restarts: 0, reason: 'ErrImagePull' });
  const task = bench.controlPlane.store.tasks.get(0);
  expect([taskStateName(task?.state ?? 0), task?.error]).toEqual(['rejected', 'No such image: regatta/web']);
  expect(bench.run(8).running('web')).toBe(1);
});

test('an autoscaler scales by what its tasks use', () => {
  const rule = {
    scales: 'service' as const,
    name: 'web',
    min: 1,
    max: 10,
    metric: 'cpu' as const,
    targetMilli: 500,
    upAboveMilli: 600,
    downBelowMilli: 300,
    stepUp: { kind: 'share' as const, percent: 200 },
    stepDown: { kind: 'replicas' as const, count: 1 },
    cooldownUpUs: 0,
    cooldownDownUs: 0,
    place: { file: '', line: 1, column: 1 },
  };
  const bench = new SwarmBench([service('web', { replicas: 2, reservations: cores(1) })], nodes(4), { autoscalers: [rule] }).run(5);
  const scrape = (cpuMilli: number) => {
    const pods = [...bench.pods.keys()].map((pod) => ({ pod, cpuMilli, memoryBytes: 0, requestsPerSecondMilli: 0, inFlight: 0 }));
    bench.tell({ kind: 'metrics', pods, apps: [] });
    return bench.run(5).running('web');
  };
  expect(scrape(900)).toBe(4);
  expect(scrape(100)).toBe(3);
  expect(bench.texts('scaled')).toEqual(['cpu 90% above 60%: 2 → 4', 'cpu 10% below 30%: 4 → 3']);
});

test('the same steps give the same answers; another seed other ties', () => {
  const notes = (seed: number) => JSON.stringify(new SwarmBench([service('web', { replicas: 5 })], nodes(9), { seed }).run(10).notes);
  expect(notes(1)).toBe(notes(1));
  expect(notes(1)).not.toBe(notes(2));
});

test('whatever happens, no node is promised more than it has, and in quiet every service is whole', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('kill' as const), node: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant('revive' as const), node: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant('drain' as const), node: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant('scale' as const), replicas: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ kind: fc.constant('release' as const), version: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('crash' as const), nth: fc.integer({ min: 0, max: 5 }) }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 20 })), { maxLength: 12 }), (events) => {
      const web = (replicas: number) => service('web', { replicas, reservations: cores(1), restart: restart({}) });
      const bench = new SwarmBench([web(4), service('agent', { mode: 'global', reservations: cores(0.5) })], nodes(4)).run(3);
      let replicas = 4;
      const down = new Set<number>();
      for (const [one, seconds] of events) {
        if (one.kind === 'kill' && !down.has(one.node)) bench.kill(one.node);
        if (one.kind === 'kill') down.add(one.node);
        if (one.kind === 'revive' && down.delete(one.node)) bench.revive(one.node);
        if (one.kind === 'drain') bench.tell({ kind: 'maintenance', node: one.node, action: 'drain' });
        if (one.kind === 'release') bench.tell({ kind: 'release', app: 'web', image: `regatta/web:${one.version}` });
        if (one.kind === 'crash') bench.end([...bench.pods.keys()][one.nth] ?? -1, 1);
        if (one.kind === 'scale') {
          const spec = bench.controlPlane.store.services.get('web')?.version.spec ?? web(4);
          bench.controlPlane.deploy({ ...spec, replicas: (replicas = one.replicas) });
        }
        bench.run(seconds);
        for (const record of bench.controlPlane.store.nodes.values()) {
          const held = [...record.tasks].filter((task) => task.state <= 512 && task.state >= 192);
          expect(held.reduce((sum, task) => sum + task.version.spec.reservations.nanoCpus, 0)).toBeLessThanOrEqual(4e9);
        }
      }
      for (const one of down) bench.revive(one);
      for (let id = 0; id < 4; id++) bench.tell({ kind: 'maintenance', node: id, action: 'uncordon' });
      bench.run(120);
      expect([bench.running('web'), bench.running('agent')]).toEqual([replicas, 4]);
    }),
    { numRuns: 100 },
  );
});
