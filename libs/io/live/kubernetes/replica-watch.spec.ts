import type { Runner } from './adapt-manifests.js';
import { ReplicaWatch } from './replica-watch.js';

const runner = (resource: string, app: string, scales = true): Runner => ({ resource, namespace: 'shop', app, container: 'main', scales });
const RUNNERS = [runner('deployment/front', 'web'), runner('deployment/back', 'api'), runner('statefulset/store', 'db'), runner('daemonset/log', 'log', false)];

function scaledBy(...events: readonly (readonly [string, string, string, number?, string?])[]): readonly string[] {
  const scaled: string[] = [];
  const watch = new ReplicaWatch(RUNNERS, (app) => scaled.push(app));
  for (const [type, kind, name, replicas, namespace = 'shop'] of events)
    watch.onWorkload({ type: type as 'ADDED', object: { kind, metadata: { name, namespace }, spec: { replicas } } as never });
  return scaled;
}

describe('watching how many replicas are asked for', () => {
  it('looks at the kinds that can be scaled, each once', () => {
    expect(new ReplicaWatch(RUNNERS, () => undefined).paths).toEqual(['/apis/apps/v1/deployments', '/apis/apps/v1/statefulsets']);
  });

  it.each([
    [
      'more than before',
      ['web'],
      [
        ['ADDED', 'Deployment', 'front', 2],
        ['MODIFIED', 'Deployment', 'front', 3],
      ] as const,
    ],
    [
      'more than the one that is meant where none is said',
      ['db'],
      [
        ['ADDED', 'StatefulSet', 'store'],
        ['MODIFIED', 'StatefulSet', 'store', 2],
      ] as const,
    ],
    [
      'fewer, then as many again',
      ['api'],
      [
        ['ADDED', 'Deployment', 'back', 3],
        ['MODIFIED', 'Deployment', 'back', 2],
        ['MODIFIED', 'Deployment', 'back', 3],
      ] as const,
    ],
    [
      'as many as before',
      [],
      [
        ['ADDED', 'Deployment', 'front', 2],
        ['MODIFIED', 'Deployment', 'front', 2],
      ] as const,
    ],
    [
      'the same again when the watch begins anew',
      [],
      [
        ['ADDED', 'Deployment', 'front', 2],
        ['ADDED', 'Deployment', 'front', 2],
      ] as const,
    ],
    [
      'for somebody else',
      [],
      [
        ['ADDED', 'Deployment', 'front', 2, 'other'],
        ['MODIFIED', 'Deployment', 'front', 3, 'other'],
      ] as const,
    ],
    [
      'of what is gone',
      [],
      [
        ['ADDED', 'Deployment', 'front', 2],
        ['DELETED', 'Deployment', 'front', 3],
      ] as const,
    ],
  ])('hears of %s', (_, apps, events) => {
    expect(scaledBy(...events)).toEqual(apps);
  });
});
