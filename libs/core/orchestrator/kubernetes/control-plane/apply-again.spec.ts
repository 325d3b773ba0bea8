import type { Action, WorldEvent } from '../../index.js';
import { createKubernetesControlPlane, type KubernetesObject } from '../index.js';

const SECOND = 1_000_000;
const node = (id: number): WorldEvent => ({
  kind: 'node-joined',
  node: {
    id,
    name: `n${id}`,
    region: 'r',
    zone: 'z',
    pool: 'p',
    spot: false,
    allocatable: { cpuMilli: 8000, memoryBytes: 2 ** 35, extended: {} },
    podsMax: 110,
    labels: {},
    taints: [],
  },
});
const object = (kind: string, name: string, spec: object, apiVersion = 'v1'): KubernetesObject =>
  ({ apiVersion, kind, metadata: { name }, spec }) as KubernetesObject;
const web = (replicas: number) =>
  object('Deployment', 'web', {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'regatta/web', resources: { requests: { cpu: '100m' } } }] } },
  });

/** A plane over two nodes whose pods are ready at once. */
function start(...objects: KubernetesObject[]) {
  const plane = createKubernetesControlPlane({ objects, seed: 1 });
  const routes = new Map<string, number>();
  const notes: string[] = [];
  let ready: WorldEvent[] = [];
  const carryOut = (actions: readonly Action[]) => {
    for (const action of actions) {
      if (action.kind === 'route') routes.set(action.app, action.pods.length);
      else if (action.kind === 'note') notes.push(`${action.note.what} ${action.note.text}`);
      else if (action.kind === 'start-pod') ready.push({ kind: 'pod-phase', pod: action.pod.id, phase: 'ready', exitCode: 0, restarts: 0, reason: '' });
      else if (action.kind === 'stop-pod') ready.push({ kind: 'pod-phase', pod: action.pod, phase: 'gone', exitCode: 0, restarts: 0, reason: '' });
    }
  };
  let nowUs = 0;
  carryOut(plane.step(0, [node(0), node(1)]));
  const until = (us: number) => {
    while (ready.length > 0 || plane.wakeAtUs <= us) {
      const events = ready;
      ready = [];
      nowUs = Math.max(nowUs + 1, events.length > 0 ? nowUs + 1 : plane.wakeAtUs);
      carryOut(plane.step(nowUs, events));
    }
    nowUs = us;
  };
  until(SECOND);
  return { plane, routes, notes, until };
}

describe('an object that is applied a second time', () => {
  const service = (app: string) => object('Service', 'web', { selector: { app }, ports: [{ port: 80 }] });

  it('Service: selects what it says now', () => {
    const run = start(web(3), service('web'));
    expect(run.routes.get('web')).toBe(3);
    run.plane.apply(service('other'));
    run.until(2 * SECOND);
    expect(run.routes.get('web')).toBe(0);
    run.plane.apply(service('web'));
    run.until(3 * SECOND);
    expect(run.routes.get('web')).toBe(3);
  });

  it('PodDisruptionBudget: there is still one, and it knows the pods that are there', () => {
    const budget = (minAvailable: number) => object('PodDisruptionBudget', 'web', { selector: { matchLabels: { app: 'web' } }, minAvailable }, 'policy/v1');
    const run = start(web(4), budget(4));
    run.plane.apply(budget(2));
    run.until(2 * SECOND);
    run.notes.length = 0;
    const drained = run.plane.step(3 * SECOND, [{ kind: 'maintenance', node: 0, action: 'drain' }]);
    const what = drained.flatMap((action) => (action.kind === 'note' ? [action.note.what] : []));
    expect(what.filter((w) => w === 'pod-evicted')).toHaveLength(2);
    expect(what).not.toContain('eviction-refused');
  });

  it('HorizontalPodAutoscaler: one of them goes on, with the new bounds', () => {
    const autoscaler = (minReplicas: number) =>
      object('HorizontalPodAutoscaler', 'web', { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas, maxReplicas: 10 }, 'autoscaling/v2');
    const run = start(web(1), autoscaler(1));
    run.plane.apply(autoscaler(5));
    run.until(31 * SECOND);
    expect(run.notes.filter((note) => note.includes('New size'))).toEqual(['scaled New size: 5; reason: above target']);
  });

  it('Pod: it is there already', () => {
    const single = object('Pod', 'one', { containers: [{ name: 'c', image: 'regatta/web' }] });
    const run = start(single);
    run.plane.apply(single);
    run.until(2 * SECOND);
    expect(run.notes.filter((note) => note.startsWith('pod-created'))).toHaveLength(1);
  });

  it('CronJob: the new schedule holds', () => {
    const cron = (schedule: string) =>
      object(
        'CronJob',
        'tick',
        { schedule, jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'regatta/web' }] } } } } },
        'batch/v1',
      );
    const run = start(cron('* * * * *'));
    run.plane.apply(cron('*/5 * * * *'));
    run.until(301 * SECOND);
    expect(run.notes.filter((note) => note.startsWith('pod-created'))).toHaveLength(1);
  });
});

describe('what cannot be had is lived through', () => {
  it('a million replicas: pods come as fast as the controller may call, and wait', () => {
    const run = start(web(1_000_000), object('Service', 'web', { selector: { app: 'web' } }));
    run.until(60 * SECOND);
    const created = run.notes.filter((note) => note.startsWith('pod-created')).length;
    expect(created).toBeGreaterThan(1000);
    expect(created).toBeLessThanOrEqual(30 + 60 * 20);
    expect(run.notes.some((note) => note.startsWith('pod-unschedulable'))).toBe(true);
  });

  it('nor does it keep others from theirs', () => {
    const small = { ...web(3), metadata: { name: 'small' } } as KubernetesObject;
    const run = start(web(1_000_000), small);
    run.until(5 * SECOND);
    expect(run.notes.filter((note) => note.includes('Created pod: small-'))).toHaveLength(3);
  });

  it('a million of a StatefulSet in parallel, and of a Job', () => {
    const template = { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'c', image: 'regatta/db' }] } };
    const set = object('StatefulSet', 'db', { replicas: 1_000_000, podManagementPolicy: 'Parallel', selector: { matchLabels: { app: 'db' } }, template });
    const job = object(
      'Job',
      'batch',
      { completions: 1_000_000, parallelism: 1_000_000, template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
      'batch/v1',
    );
    const run = start(set, job);
    run.until(30 * SECOND);
    const created = run.notes.filter((note) => note.startsWith('pod-created'));
    expect(created.length).toBeLessThanOrEqual(2 * (30 + 30 * 20));
    expect(created.some((note) => note.includes('db-'))).toBe(true);
    expect(created.some((note) => note.includes('batch-'))).toBe(true);
  });

  it('an autoscaler of something that is not there says so', () => {
    const run = start(object('HorizontalPodAutoscaler', 'x', { scaleTargetRef: { kind: 'Deployment', name: 'gone' }, maxReplicas: 3 }, 'autoscaling/v2'));
    run.until(20 * SECOND);
    expect(run.notes.some((note) => note.includes('deployments.apps "gone" not found'))).toBe(true);
  });

  it('pods of a scheduler that nobody runs', () => {
    const single = object('Pod', 'one', { schedulerName: 'mine', containers: [{ name: 'c', image: 'regatta/web' }] });
    const run = start(single);
    expect(run.notes.some((note) => note.startsWith('pod-unschedulable no profile is called "mine"'))).toBe(true);
  });
});
