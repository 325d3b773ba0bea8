import type { Action, WorldEvent } from '../../../index.js';
import { createKubernetesControlPlane, type KubernetesObject } from '../../index.js';

const SECOND = 1_000_000;
const node: WorldEvent = {
  kind: 'node-joined',
  node: {
    id: 0,
    name: 'n0',
    region: 'r',
    zone: 'z',
    pool: 'p',
    spot: false,
    allocatable: { cpuMilli: 8000, memoryBytes: 2 ** 35, extended: {} },
    podsMax: 110,
    labels: {},
    taints: [],
  },
};
const sidecar = { name: 'mesh', image: 'mesh', restartPolicy: 'Always', resources: { requests: { cpu: '100m' } } };
const deployment = (pod: object = {}) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'c', image: 'regatta/web', resources: { requests: { cpu: '100m' } } }], ...pod },
      },
    },
  }) as KubernetesObject;
const autoscaler = (behavior?: object, metric?: object) =>
  ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [metric ?? { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
      ...(behavior === undefined ? {} : { behavior }),
    },
  }) as KubernetesObject;

/** Sizes it sets and when, with pods that are ready at once and each use `cpuMilli`. */
function sizes(objects: readonly KubernetesObject[], cpuMilli: number): string[] {
  const plane = createKubernetesControlPlane({ objects, seed: 1 });
  const scaled: string[] = [];
  const pods = new Set<number>();
  let events: WorldEvent[] = [node];
  for (let second = 0; second <= 700; second++) {
    for (const action of plane.step(second * SECOND, events.splice(0)) as readonly Action[]) {
      if (action.kind === 'start-pod') pods.add(action.pod.id);
      if (action.kind === 'start-pod') events.push({ kind: 'pod-phase', pod: action.pod.id, phase: 'ready', exitCode: 0, restarts: 0, reason: '' });
      if (action.kind === 'stop-pod') pods.delete(action.pod);
      if (action.kind === 'stop-pod') events.push({ kind: 'pod-phase', pod: action.pod, phase: 'gone', exitCode: 0, restarts: 0, reason: '' });
      if (action.kind === 'note' && action.note.subject === 'hpa/web' && action.note.what === 'scaled')
        scaled.push(`${second} ${/size: (\d+)/.exec(action.note.text)?.[1]}`);
    }
    if (second % 15 !== 14) continue;
    const usage = [...pods].map((pod) => ({ pod, cpuMilli, memoryBytes: 1, requestsPerSecondMilli: 0, inFlight: 0 }));
    events = [...events, { kind: 'metrics', pods: usage, apps: [] }];
  }
  return scaled;
}

describe('an autoscaler', () => {
  it('takes the size it finds for a recommendation: no way down before its window is over', () =>
    expect(sizes([deployment(), autoscaler()], 10)).toEqual(['315 2']));

  it('goes down at once with a window of none', () =>
    expect(sizes([deployment(), autoscaler({ scaleDown: { stabilizationWindowSeconds: 0 } })], 10)[0]).toMatch(/^(30|45|60) 2$/));

  it.each([
    ['counts the requests of sidecars', { initContainers: [sidecar] }, []],
    ['without them it is twice as much', {}, ['8', '10']],
    ['a pod-level request comes first', { initContainers: [sidecar], resources: { requests: { cpu: '100m' } } }, ['8', '10']],
  ])('%s', (_, pod, wanted) => expect(sizes([deployment(pod), autoscaler()], 100).map((one) => one.split(' ')[1])).toEqual(wanted));

  const ofContainer = (container: string) => {
    const containerResource = { name: 'cpu', container, target: { type: 'Utilization', averageUtilization: 50 } };
    return autoscaler({ scaleDown: { stabilizationWindowSeconds: 0 } }, { type: 'ContainerResource', containerResource });
  };
  it.each([
    ['the application uses what the pod uses', 'c', ['8', '10']],
    ['a sidecar uses nothing', 'mesh', ['2']],
    ['of a container that is not there nothing is known', 'none', []],
  ])('asked for one container: %s', (_, container, wanted) =>
    expect(sizes([deployment({ initContainers: [sidecar] }), ofContainer(container)], 100).map((one) => one.split(' ')[1])).toEqual(wanted),
  );

  it.each([
    ['10 % more is within the default tolerance', undefined, []],
    ['and beyond one of 50m', { scaleUp: { tolerance: '50m' } }, ['5']],
    ['and beyond one of 0.05', { scaleUp: { tolerance: 0.05 } }, ['5']],
  ])('%s', (_, behavior, wanted) =>
    expect(
      sizes([deployment(), autoscaler(behavior)], 55)
        .slice(0, 1)
        .map((one) => one.split(' ')[1]),
    ).toEqual(wanted),
  );
});
