import type { Runner } from './adapt-manifests.js';
import { isRolledOut } from './rollout-status.js';
import { WorkloadWatch } from './workload-watch.js';

const runner = (resource: string, app: string): Runner => ({ resource, namespace: 'shop', app, container: 'main', scales: true });
const RUNNERS = [runner('deployment/front', 'web'), runner('deployment/back', 'api'), runner('statefulset/store', 'db'), runner('pod/lone', 'lone')];

interface Seen {
  readonly type?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly generation?: number;
  readonly status?: object;
}

function newsOf(...events: readonly Seen[]): readonly string[] {
  const news: string[] = [];
  const watch = new WorkloadWatch(RUNNERS, { scaled: (app) => news.push(`scaled ${app}`), rollout: (what, resource) => news.push(`${what} ${resource}`) });
  for (const { type = 'MODIFIED', kind = 'Deployment', name = 'front', namespace = 'shop', image = 'a', generation = 1, ...rest } of events) {
    const spec = { ...('replicas' in rest ? { replicas: rest.replicas } : {}), template: { image } };
    watch.onWorkload({ type: type as 'ADDED', object: { kind, metadata: { name, namespace, generation }, spec, status: rest.status } as never });
  }
  return news;
}
const scalings = (...events: readonly Seen[]) => newsOf(...events).filter((line) => line.startsWith('scaled'));
const done = (generation: number) => ({ observedGeneration: generation, replicas: 2, updatedReplicas: 2, availableReplicas: 2 });

describe('watching the workloads of an entry', () => {
  it('looks at the kinds that there are, each once, and says that their first versions are on their way', () => {
    const started: string[] = [];
    const watch = new WorkloadWatch(RUNNERS, { scaled: () => undefined, rollout: (_, resource) => started.push(resource) });
    expect(watch.begin()).toEqual(['/apis/apps/v1/deployments', '/apis/apps/v1/statefulsets']);
    expect(started).toEqual(['deployment/front', 'deployment/back', 'statefulset/store']);
  });

  it.each<readonly [string, readonly string[], readonly Seen[]]>([
    ['more than before', ['scaled web'], [{ replicas: 2 }, { replicas: 3 }]],
    [
      'more than the one that is meant where none is said',
      ['scaled db'],
      [
        { kind: 'StatefulSet', name: 'store' },
        { kind: 'StatefulSet', name: 'store', replicas: 2 },
      ],
    ],
    ['fewer, then as many again', ['scaled api'], [3, 2, 3].map((replicas) => ({ name: 'back', replicas }))],
    ['as many as before', [], [{ replicas: 2 }, { replicas: 2 }]],
    [
      'the same again when the watch begins anew',
      [],
      [
        { type: 'ADDED', replicas: 2 },
        { type: 'ADDED', replicas: 2 },
      ],
    ],
    [
      'for somebody else',
      [],
      [
        { namespace: 'other', replicas: 2 },
        { namespace: 'other', replicas: 3 },
      ],
    ],
    ['of what is gone', [], [{ replicas: 2 }, { type: 'DELETED', replicas: 3 }]],
  ])('hears of replicas that are asked for: %s', (_, apps, events) => {
    expect(scalings(...events)).toEqual(apps);
  });

  it('hears when a version is rolled out, the first and the next, and of nothing in between', () => {
    const events: Seen[] = [
      { type: 'ADDED', replicas: 2 },
      { replicas: 2, status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 1 } },
      { replicas: 2, status: done(1) },
      { replicas: 2, status: { ...done(1), availableReplicas: 1 } },
      { replicas: 2, status: done(1) },
      { replicas: 2, image: 'b', generation: 2, status: done(1) },
      { replicas: 2, image: 'b', generation: 2, status: { observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 2 } },
      { replicas: 2, image: 'b', generation: 2, status: done(2) },
    ];
    const finished = 'rollout-finished deployment/front';
    expect(newsOf(...events)).toEqual([finished, 'rollout-started deployment/front', finished]);
  });

  it.each([
    ['StatefulSet', { replicas: 2 }, { readyReplicas: 2, currentRevision: 'a', updateRevision: 'a' }, true],
    ['StatefulSet', { replicas: 2 }, { readyReplicas: 2, currentRevision: 'a', updateRevision: 'b' }, false],
    ['DaemonSet', {}, { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 }, true],
    ['DaemonSet', {}, { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2 }, false],
    ['ReplicaSet', { replicas: 2 }, { readyReplicas: 1 }, false],
    ['Deployment', {}, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }, true],
  ])('knows when a %s is rolled out: %j, %j', (kind, spec, status, is) => {
    const metadata = { name: 'x', namespace: 'shop', generation: 4 };
    expect(isRolledOut({ kind, metadata, spec, status: { ...status, observedGeneration: 4 } })).toBe(is);
    expect(isRolledOut({ kind, metadata, spec, status: { ...status, observedGeneration: 3 } })).toBe(false);
  });
});
