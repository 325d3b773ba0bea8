import type { KubernetesEntry, KubernetesObject } from '#core/entry';
import { compare, recordDigest, replay } from '../index.js';
import { scenarioNamed } from '../testing/scenario-named.js';

const probe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 2 };

function webEntry(replicas: number, cpu = '500m'): KubernetesEntry {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'regatta/web:1', resources: { requests: { cpu, memory: '256Mi' } }, readinessProbe: probe }] },
      },
    },
  };
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };
  return {
    division: 'kubernetes',
    digest: `test-${replicas}-${cpu}`,
    files: [],
    objects: [deployment, service] as KubernetesObject[],
    places: [],
    schedulerConfiguration: null,
    apps: [],
  };
}

describe('a run of the steady scenario', () => {
  const scenario = scenarioNamed('steady-web');
  const record = replay({ scenario, entry: webEntry(6), seed: 1 });

  it('completes and serves nearly everything', () => {
    expect([record.verdict, record.fault, record.cause]).toEqual(['completed', 'none', null]);
  });

  it('gives the same bytes again', () => {
    const again = replay({ scenario, entry: webEntry(6), seed: 1 });
    expect(JSON.stringify(again)).toBe(JSON.stringify(record));
    expect(recordDigest(record)).toBe(record.recordDigest);
    expect(compare(record, again)).toEqual({ ok: true });
  });
});
