import { parseEntry } from '#core/entry';
import { adaptManifests } from './adapt-manifests.js';

const workload = (more = '', container = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop${more} }
spec:
  replicas: 3
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop, tier: front } }
    spec:
      terminationGracePeriodSeconds: 7
      containers: [{ name: main, image: "regatta/web:2"${container} }]
`;
const service = (more = '', spec = '') => `
apiVersion: v1
kind: Service
metadata: { name: front${more} }
spec: { selector: { tier: front }, ports: [{ port: 80, targetPort: 3000 }]${spec} }
`;

const cronJob = (container = '', template = '') => `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      parallelism: 2
      backoffLimit: 1
      template:
        spec:
          restartPolicy: Never
          ${template}
          containers: [{ name: main, image: regatta/etl${container} }]
`;

function adapted(...documents: readonly string[]) {
  return adaptedFor(new Set(), ...documents);
}

function adaptedFor(batchApps: ReadonlySet<string>, ...documents: readonly string[]) {
  const entry = parseEntry([{ path: 'a.yaml', text: documents.join('---\n') }]);
  if (!entry.ok || entry.value.division !== 'kubernetes') throw new Error(JSON.stringify(entry));
  const result = adaptManifests(entry.value.objects, batchApps);
  return { ...result, items: (JSON.parse(result.text) as { items: Record<string, never>[] }).items };
}

const containerOf = (items: readonly Record<string, unknown>[]): Record<string, unknown> =>
  (items[0] as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } }).spec.template.spec.containers[0] ?? {};

describe('manifests in a sandbox', () => {
  it('keep what decides as it was written', () => {
    const { items, changes } = adapted(workload());
    expect(items[0]).toMatchObject({
      kind: 'Deployment',
      spec: { replicas: 3, template: { spec: { terminationGracePeriodSeconds: 7, containers: [{ image: 'regatta/web:2' }] } } },
    });
    expect(changes).toEqual([]);
  });

  it('ask for health in the rhythm of the team, where the program listens', () => {
    const { items } = adapted(
      workload('', ', readinessProbe: { exec: { command: [probe] }, periodSeconds: 3 }, livenessProbe: { tcpSocket: { port: 3000 }, failureThreshold: 5 }'),
    );
    const httpGet = { path: '/healthz', port: 8080 };
    const { securityContext: _, ...container } = containerOf(items);
    expect(container).toEqual({
      name: 'main',
      image: 'regatta/web:2',
      readinessProbe: { periodSeconds: 3, httpGet },
      livenessProbe: { failureThreshold: 5, httpGet },
    });
  });

  it('start the one program of the image and nothing else, without any right, and say what was left out', () => {
    const more = ', command: [serve], args: [fast], env: [{ name: NODE_OPTIONS, value: evil }], volumeMounts: [{ name: files, mountPath: /regatta }]';
    const pod = 'initContainers: [{ name: first, image: regatta/web }]\n      volumes: [{ name: files, configMap: { name: evil } }]\n      containers:';
    const { items, changes } = adapted(workload('', more).replace('containers:', pod));
    expect(JSON.stringify(items)).not.toMatch(/serve|fast|evil|first/);
    expect(changes).toEqual([expect.stringMatching(/^deployment\/shop: args, command, env, initContainers, volumeMounts, volumes left out/)]);
    expect(JSON.stringify(items)).toMatch(/"automountServiceAccountToken":false/);
    expect(containerOf(items)).toMatchObject({ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true } });
  });

  it.each([
    ['{ preStop: { sleep: { seconds: 5 } } }', 5, 0],
    ['{ preStop: { exec: { command: [sleep, "3"] } } }', 3, 0],
    ['{ preStop: { exec: { command: [/bin/sh, -c, sleep 4] } } }', 4, 0],
    ['{ preStop: { exec: { command: [curl, "localhost"] } } }', null, 1],
  ])('wait before they end: %s', (lifecycle, seconds, changed) => {
    const { items, changes } = adapted(workload('', `, lifecycle: ${lifecycle}`));
    expect(containerOf(items)['lifecycle'] ?? null).toEqual(seconds === null ? null : { preStop: { sleep: { seconds } } });
    expect(changes).toHaveLength(changed);
  });

  it('get a headless Service beside the one that selects an application', () => {
    const { items, dnsNames } = adapted(workload(), service('', ', publishNotReadyAddresses: true'));
    expect(dnsNames).toEqual({ web: 'regatta-web.default.svc.cluster.local' });
    expect(items.at(-1)).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'regatta-web', namespace: 'default' },
      spec: { clusterIP: 'None', selector: { tier: 'front' }, ports: [{ name: 'work', port: 8080 }], publishNotReadyAddresses: true },
    });
  });

  it('give no name to what no Service selects', () => {
    expect(adapted(workload()).dnsNames).toEqual({});
    expect(adapted(workload(), service().replace('tier: front', 'tier: back')).dnsNames).toEqual({});
  });

  it.each([
    ['{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 60 } } }', []],
    ['{ type: Pods, pods: { metric: { name: requests }, target: { type: AverageValue, averageValue: "5" } } }', [/^horizontalpodautoscaler\/shop: .* Pods$/]],
  ])('say of an autoscaler what nobody measures for it: %s', (metric, changes) => {
    const autoscaler = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop }, maxReplicas: 4, metrics: [${metric}] }
`;
    expect(adapted(workload(), autoscaler).changes).toEqual(changes.map((pattern) => expect.stringMatching(pattern)));
  });

  it('bring the namespaces that they are in, and only those that they do not bring themselves', () => {
    const there = workload(', namespace: there');
    const { items, runners } = adapted(there);
    expect(items.map((item) => [item['kind'], (item['metadata'] as { name?: string } | undefined)?.name])).toEqual([
      ['Namespace', 'there'],
      ['Deployment', 'shop'],
    ]);
    expect(runners).toEqual([{ resource: 'deployment/shop', namespace: 'there', app: 'web', container: 'main', scales: true }]);
  });

  it('start nothing else in the pods of a CronJob either', () => {
    const { items, changes } = adapted(cronJob(', command: [serve], env: [{ name: NODE_OPTIONS, value: evil }], securityContext: { runAsUser: 0 }'));
    expect(JSON.stringify(items)).not.toMatch(/serve|evil|runAsUser"/);
    expect(changes).toEqual([expect.stringMatching(/^cronjob\/nightly: command, env, securityContext left out/)]);
  });

  it.each([
    ['a CronJob', cronJob(), { backoffLimit: 1, parallelism: 2 }, 2],
    [
      'a Job',
      cronJob()
        .replace(/kind: CronJob[^]*jobTemplate:\n {4}spec:/, 'kind: Job\nmetadata: { name: nightly }\nspec:')
        .replace(/^ {4}/gm, ''),
      { backoffLimit: 1 },
      2,
    ],
    ['a Deployment, by its size alone', workload().replace('regatta/web:2', 'regatta/etl'), {}, 3],
  ])('keep back what jobs are made from: %s', (_, document, rules, parallelism) => {
    const { items, patterns, runners, changes } = adaptedFor(new Set(['etl']), document);
    expect([items, runners]).toEqual([[], []]);
    expect(patterns.get('etl')).toMatchObject({ namespace: 'default', app: 'etl', spec: { ...rules, template: { spec: {} } }, parallelism });
    expect(changes).toEqual([expect.stringMatching(/^\w+\/\w+: starts nothing by itself, jobs are made from it$/)]);
  });

  it('do not ask for the health of what works off items', () => {
    const { patterns } = adaptedFor(new Set(['etl']), cronJob(', livenessProbe: { tcpSocket: { port: 1 } }, readinessProbe: { tcpSocket: { port: 1 } }'));
    expect(JSON.stringify(patterns.get('etl'))).not.toMatch(/Probe/);
  });
});
