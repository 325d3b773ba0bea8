import { createKubernetesControlPlane, type KubernetesObject } from '#core/orchestrator/kubernetes';
import { FakeWorld } from './fake-world.js';

const NO_STEP = () => ({ readyMs: 2000, runMs: null, fails: false });
const template = (app: string, cpu: string, more: object = {}) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image: `regatta/${app}:1`, resources: { requests: { cpu, memory: '64Mi' } } }], ...more },
});
const deployment = (name: string, replicas: number, cpu = '500m', more: object = {}): KubernetesObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name, cpu, more) },
  }) as KubernetesObject;
const service = (app: string): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name: app }, spec: { selector: { app } } }) as KubernetesObject;

function world(objects: readonly KubernetesObject[], nodes = 3, batchApps: readonly string[] = []) {
  const plane = createKubernetesControlPlane({ objects, seed: 7, batchApps });
  const one = new FakeWorld(plane, NO_STEP);
  one.joinNodes(nodes);
  return one;
}

describe('the whole control plane, scheduler included', () => {
  it('deploys, routes to ready pods only, and spreads them', () => {
    const one = world([service('web'), deployment('web', 8)]);
    one.runUntil(1000);
    expect(one.routes.get('web') ?? []).toEqual([]);
    one.runUntil(5000);
    expect(one.routes.get('web')).toHaveLength(8);
    const perNode = [0, 1, 2, 3].map((node) => one.starts.filter((s) => s.node === node).length);
    // Two zones and four hosts pull in different directions: three against one, two against two.
    expect(Math.max(...perNode) - Math.min(...perNode)).toBeLessThanOrEqual(2);
  });

  it('rolls a released version out without a gap', () => {
    const one = world([service('web'), deployment('web', 8)]);
    one.runUntil(10_000);
    one.resetEnvelope();
    one.at(10_000, { kind: 'release', app: 'web', image: 'regatta/web:2' });
    one.runUntil(60_000);
    expect(one.envelope.minReady).toBe(6);
    const images = new Set([...one.pods.values()].map((pod) => pod.run?.image));
    expect(images).toEqual(new Set(['regatta/web:2']));
    expect(one.routes.get('web')).toHaveLength(8);
    expect(one.notes.map((n) => n.note.what)).toContain('rollout-finished');
  });

  it('scales on CPU: four more at most per sync, and down only after the window', () => {
    const hpa = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
        behavior: { scaleDown: { stabilizationWindowSeconds: 30 } },
      },
    } as KubernetesObject;
    const one = world([deployment('web', 2, '100m'), hpa]);
    let totalMilli = 500;
    for (let ms = 310_000; ms < 700_000; ms += 5000) {
      one.at(ms, () => {
        const share = Math.round(totalMilli / one.pods.size);
        const pods = [...one.pods.keys()].map((pod) => ({ pod, cpuMilli: share, memoryBytes: 1, requestsPerSecondMilli: 0, inFlight: 0 }));
        one.at(ms, { kind: 'metrics', pods, apps: [] });
      });
    }
    one.at(500_000, () => {
      totalMilli = 150;
    });
    one.runUntil(700_000);
    const scaled = one.notes.filter((n) => n.note.subject === 'hpa/web' && n.note.what === 'scaled');
    const sizes = scaled.map((n) => Number(/New size: (\d+)/.exec(n.note.text)?.[1]));
    expect(sizes).toEqual([6, 10, 3]);
    const down = scaled.at(-1)?.ms ?? 0;
    expect(down).toBeGreaterThanOrEqual(500_000 + 15_000);
    expect(down).toBeLessThanOrEqual(500_000 + 60_000);
  });

  it('preempts for higher priority and tells who went', () => {
    const critical = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'critical' }, value: 1000 } as KubernetesObject;
    const one = world([critical, deployment('low', 2, '8')], 1);
    one.runUntil(5000);
    expect(one.starts).toHaveLength(2);
    const pod = { key: 'urgent', app: 'urgent', requests: { cpuMilli: 4000, memoryBytes: 1, extended: {} }, priority: 1000, nodeSelector: {} };
    one.at(5000, { kind: 'pod-submitted', pod });
    one.runUntil(20_000);
    expect(one.notes.filter((n) => n.note.what === 'pod-preempted')).toHaveLength(1);
    expect(one.starts.map((s) => s.pod.name)).toContain('urgent');
  });

  it('runs submitted jobs by the pattern of the entry, one pod per item', () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'render' },
      spec: { parallelism: 2, template: template('render', '1') },
    } as KubernetesObject;
    const plane = createKubernetesControlPlane({ objects: [job], seed: 1, batchApps: ['render'] });
    const one = new FakeWorld(plane, () => ({ readyMs: 500, runMs: 1000, fails: false }));
    one.joinNodes(2);
    one.runUntil(5000);
    expect(one.starts).toHaveLength(0);
    one.at(5000, { kind: 'job-submitted', job: { job: 'batch-1', app: 'render', items: 5, parallelism: 10, priority: 0 } });
    one.runUntil(60_000);
    expect(one.starts.map((s) => s.pod.work)).toEqual([0, 1, 2, 3, 4].map((item) => ({ job: 'batch-1', item })));
    expect(one.notes.filter((n) => n.note.what === 'job-finished')).toHaveLength(1);
  });

  it('says why a pod has no place in the words of the real scheduler', () => {
    const one = world([deployment('big', 3, '6')], 1);
    const allocatable = { cpuMilli: 8000, memoryBytes: 32 * 2 ** 30, extended: {} };
    const taints = [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' as const }];
    const tainted = { id: 9, name: 'tainted', region: 'r', zone: 'z', pool: 'p', spot: false, allocatable, podsMax: 110, labels: {}, taints };
    one.at(0, { kind: 'node-joined', node: tainted });
    one.runUntil(5000);
    expect(one.notes.filter((n) => n.note.what === 'pod-unschedulable').map((n) => n.note.text)).toEqual([
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
    ]);
  });

  it('puts pods that do not fit on a node that joins later', () => {
    const one = world([deployment('big', 5, '6')], 1);
    one.runUntil(5000);
    expect(one.starts).toHaveLength(2);
    const allocatable = { cpuMilli: 8000, memoryBytes: 32 * 2 ** 30, extended: {} };
    for (const id of [7, 8, 9]) {
      const node = { id, name: `late-${id}`, region: 'r', zone: 'z', pool: 'p', spot: true, allocatable, podsMax: 110, labels: {}, taints: [] };
      one.at(6000, { kind: 'node-joined', node });
    }
    one.runUntil(10_000);
    expect(one.starts).toHaveLength(5);
  });

  it('replaces what left with its machine, and drains what will be taken', () => {
    const one = world([service('web'), deployment('web', 6)], 3);
    one.runUntil(10_000);
    one.at(10_000, { kind: 'node-left', node: 0 });
    one.at(20_000, { kind: 'reclaim-notice', node: 1, atUs: 140e6 });
    one.runUntil(40_000);
    const routed = new Set(one.routes.get('web'));
    expect(routed.size).toBe(6);
    const on = new Set(one.starts.filter((s) => routed.has(s.pod.id)).map((s) => s.node));
    expect([...on].sort()).toEqual([2, 3]);
  });

  it('decides the same when it is stepped the same', () => {
    const run = () => {
      const one = world([service('web'), deployment('web', 20, '100m')]);
      one.at(9000, { kind: 'release', app: 'web', image: 'regatta/web:2' });
      one.runUntil(60_000);
      return JSON.stringify([one.notes, one.starts, one.stops]);
    };
    expect(run()).toBe(run());
  });
});
