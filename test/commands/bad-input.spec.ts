import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { regatta } from './command-line.js';

/** Contradictory and impossible configurations, handed in as people hand them in. */

const SCENARIO = 'scenarios/steady-web/scenario.yaml';
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n';

interface Parts {
  readonly name?: string;
  readonly replicas?: number;
  readonly labels?: string;
  readonly spec?: string;
  readonly pod?: string;
  readonly container?: string;
}
const web = ({ name = 'web', replicas = 2, labels = 'app: web', spec = '', pod = '', container = '' }: Parts = {}) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  ${spec}
  template:
    metadata: { labels: { ${labels} } }
    spec:
      ${pod}
      containers:
        - name: main
          image: regatta/web
          ${container}
`;
const CPU = 'metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]';
const hpa = (fields: string, more: { readonly name?: string; readonly target?: string } = {}) => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: ${more.name ?? 'web'} }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${more.target ?? 'web'} }, ${fields}, ${CPU} }
`;
const scheduler = (profile: string) => `apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nprofiles: [${profile}]\n`;
const priority = (name: string, fields: string) => `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: ${name} }\n${fields}\n`;
const budget = (name: string, spec: string) => `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;
const rolling = (kind: string, rollingUpdate: string) => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  updateStrategy: { type: RollingUpdate, rollingUpdate: ${rollingUpdate} }
  template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: main, image: regatta/web }] } }
`;
const cron = (schedule: string, name = 'nightly') => `apiVersion: batch/v1
kind: CronJob
metadata: { name: ${name} }
spec:
  schedule: "${schedule}"
  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: regatta/batch }] } } } }
`;
const job = (spec: string, restartPolicy = 'Never') => `apiVersion: batch/v1
kind: Job
metadata: { name: batch }
spec: { ${spec}, template: { spec: { restartPolicy: ${restartPolicy}, containers: [{ name: main, image: regatta/batch }] } } }
`;
const asks = (resources: string) => web({ container: `resources: { ${resources} }` });
const prefers = (weight: number) =>
  web({
    pod: `affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: ${weight}, podAffinityTerm: { topologyKey: zone } }] } }`,
  });
const fit = (weight: number) =>
  scheduler(
    `{ pluginConfig: [{ name: NodeResourcesFit, args: { scoringStrategy: { type: LeastAllocated, resources: [{ name: cpu, weight: ${weight} }] } } }] }`,
  );
const weighs = (weight: number) => scheduler(`{ plugins: { score: { enabled: [{ name: ImageLocality, weight: ${weight} }] } } }`);
const both = (...documents: readonly string[]) => documents.join('---\n');

const CONTAINER = 'spec.template.spec.containers[0]';
const PREFERRED = 'spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight';

/** What the API server or kube-scheduler would refuse: entry, field path, part of why. */
const REFUSED: readonly (readonly [string, string, string, string])[] = [
  ['fewer replicas at most than at least', both(web(), hpa('minReplicas: 9, maxReplicas: 5')), 'spec.maxReplicas', 'greater than or equal to `minReplicas`'],
  ['no replica at least', both(web(), hpa('minReplicas: 0, maxReplicas: 5')), 'spec.minReplicas', 'greater than or equal to 1'],
  [
    'a window beyond an hour',
    both(web(), hpa('maxReplicas: 5, behavior: { scaleUp: { stabilizationWindowSeconds: 3601 } }')),
    'spec.behavior.scaleUp.stabilizationWindowSeconds',
    'between 0 and 3600',
  ],
  [
    'a policy of nothing',
    both(web(), hpa('maxReplicas: 5, behavior: { scaleUp: { policies: [{ type: Pods, value: 0, periodSeconds: 15 }] } }')),
    'spec.behavior.scaleUp.policies[0].value',
    'greater than or equal to 1',
  ],
  [
    'a period beyond half an hour',
    both(web(), hpa('maxReplicas: 5, behavior: { scaleDown: { policies: [{ type: Pods, value: 1, periodSeconds: 1801 }] } }')),
    'spec.behavior.scaleDown.policies[0].periodSeconds',
    'between 1 and 1800',
  ],
  [
    'an unknown choice of policies',
    both(web(), hpa('maxReplicas: 5, behavior: { scaleDown: { selectPolicy: Best } }')),
    'spec.behavior.scaleDown.selectPolicy',
    'Best',
  ],
  ['no policy', both(web(), hpa('maxReplicas: 5, behavior: { scaleDown: { policies: [] } }')), 'spec.behavior.scaleDown.policies', 'at least 1'],
  [
    'a tolerance below zero',
    both(web(), hpa('maxReplicas: 5, behavior: { scaleUp: { tolerance: -1 } }')),
    'spec.behavior.scaleUp.tolerance',
    'greater than or equal to 0',
  ],
  ['a selector that does not select the template', web({ labels: 'app: other' }), 'spec.template.metadata.labels', '`selector` does not match'],
  ['an unknown plugin', scheduler('{ plugins: { score: { enabled: [{ name: Magic }] } } }'), 'profiles[0].plugins.score.enabled[0].name', 'Magic'],
  ['a plugin weight below zero', weighs(-1), 'profiles[0].plugins.score.enabled[0].weight', 'greater than or equal to 0'],
  ['a weight of 101 for a resource', fit(101), 'profiles[0].pluginConfig[0].args.scoringStrategy.resources[0].weight', 'between 0 and 100'],
  ['a weight of 0 for a preference', prefers(0), PREFERRED, 'between 1 and 100'],
  ['a weight of 101 for a preference', prefers(101), PREFERRED, 'between 1 and 100'],
  [
    'a hard affinity weight of 101',
    scheduler('{ pluginConfig: [{ name: InterPodAffinity, args: { hardPodAffinityWeight: 101 } }] }'),
    'profiles[0].pluginConfig[0].args.hardPodAffinityWeight',
    'between 0 and 100',
  ],
  ['a priority of the system', both(web(), priority('top', 'value: 1000000001')), 'value', '1000000000'],
  [
    'two defaults',
    both(web(), priority('a', 'value: 1\nglobalDefault: true'), priority('b', 'value: 2\nglobalDefault: true')),
    'globalDefault',
    '`a` is already marked as default',
  ],
  ['a class twice', both(web(), priority('a', 'value: 1'), priority('a', 'value: 2')), 'metadata.name', 'a second PriorityClass'],
  ['a class with a name of the system', both(web(), priority('system-mine', 'value: 1')), 'metadata.name', 'belong to Kubernetes'],
  ['a class that is not there', web({ pod: 'priorityClassName: gold' }), 'spec.template.spec.priorityClassName', 'no PriorityClass with name `gold`'],
  [
    'a class that the system does not have',
    web({ pod: 'priorityClassName: system-mine' }),
    'spec.template.spec.priorityClassName',
    'no PriorityClass with name `system-mine`',
  ],
  ['replicas below zero', web({ replicas: -1 }), 'spec.replicas', 'greater than or equal to 0'],
  ['replicas beyond int32', web({ replicas: 99_999_999_999 }), 'spec.replicas', 'less than or equal to 2147483647'],
  ['NaN', asks('requests: { cpu: NaN }'), `${CONTAINER}.resources.requests.cpu`, 'NaN'],
  ['YAML’s own NaN', asks('requests: { cpu: .nan }'), `${CONTAINER}.resources.requests.cpu`, 'NaN'],
  ['infinity', asks('requests: { cpu: .inf }'), `${CONTAINER}.resources.requests.cpu`, 'Infinity'],
  ['a quantity below zero', asks('requests: { cpu: "-1" }'), `${CONTAINER}.resources.requests.cpu`, 'greater than or equal to 0'],
  ['more cores than there are', asks('requests: { cpu: "99999999999999999999" }'), `${CONTAINER}.resources.requests.cpu`, 'a million cores'],
  ['an exponent beyond all bounds', asks('requests: { cpu: "1e400" }'), `${CONTAINER}.resources.requests.cpu`, '1e400'],
  ['an unknown suffix', asks('requests: { memory: 1gig }'), `${CONTAINER}.resources.requests.memory`, '1gig'],
  ['a request above its limit', asks('requests: { cpu: 2 }, limits: { cpu: 1 }'), `${CONTAINER}.resources.requests.cpu`, 'less than or equal to its limit'],
  ['half a device', asks('limits: { nvidia.com/gpu: 0.5 }'), `${CONTAINER}.resources.limits["nvidia.com/gpu"]`, 'whole number'],
  ['a device without a limit', asks('requests: { nvidia.com/gpu: 1 }'), `${CONTAINER}.resources.requests["nvidia.com/gpu"]`, 'must be set'],
  [
    'fewer devices than the limit',
    asks('requests: { nvidia.com/gpu: 1 }, limits: { nvidia.com/gpu: 2 }'),
    `${CONTAINER}.resources.requests["nvidia.com/gpu"]`,
    'must be equal',
  ],
  ['a resource that does not exist', asks('requests: { cores: 1 }'), `${CONTAINER}.resources.requests.cores`, 'standard resource'],
  [
    'a rollout that may do nothing',
    web({ spec: 'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }' }),
    'spec.strategy.rollingUpdate.maxUnavailable',
    'may not be 0',
  ],
  [
    'the same in percent',
    web({ spec: 'strategy: { rollingUpdate: { maxSurge: 0%, maxUnavailable: 0% } }' }),
    'spec.strategy.rollingUpdate.maxUnavailable',
    'may not be 0',
  ],
  [
    'a DaemonSet that may do nothing',
    rolling('DaemonSet', '{ maxSurge: 0, maxUnavailable: 0 }'),
    'spec.updateStrategy.rollingUpdate.maxUnavailable',
    'cannot be 0',
  ],
  ['a DaemonSet that does both', rolling('DaemonSet', '{ maxSurge: 1 }'), 'spec.updateStrategy.rollingUpdate.maxSurge', 'may not be set'],
  ['a StatefulSet that may do nothing', rolling('StatefulSet', '{ maxUnavailable: 0 }'), 'spec.updateStrategy.rollingUpdate.maxUnavailable', 'cannot be 0'],
  ['more than all of it', web({ spec: 'strategy: { rollingUpdate: { maxUnavailable: 101% } }' }), 'spec.strategy.rollingUpdate.maxUnavailable', '100%'],
  ['the same name twice', both(web(), web()), 'metadata.name', 'a second Deployment'],
  [
    'two containers of one name',
    web({ container: '' }).replace(/\s*$/, '\n        - { name: main, image: regatta/web }\n'),
    'spec.template.spec.containers[1].name',
    '`main`',
  ],
  ['a bad name', web({ name: 'Web_1' }), 'metadata.name', 'lower case'],
  ['a bad label value', web({ labels: 'app: web, v: "not valid!"' }), 'spec.template.metadata.labels.v', 'start and end with'],
  ['a label value that is too long', web({ labels: `app: web, v: ${'a'.repeat(64)}` }), 'spec.template.metadata.labels.v', '63'],
  ['a bad label key', web({ labels: 'app: web, "bad key!": x' }), 'spec.template.metadata.labels["bad key!"]', 'not valid'],
  [
    'a probe that may never fail',
    web({ container: 'readinessProbe: { tcpSocket: { port: 80 }, failureThreshold: 0 }' }),
    `${CONTAINER}.readinessProbe.failureThreshold`,
    'greater than or equal to 1',
  ],
  [
    'a probe without a period',
    web({ container: 'readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 0 }' }),
    `${CONTAINER}.readinessProbe.periodSeconds`,
    'greater than or equal to 1',
  ],
  [
    'a liveness probe that succeeds twice',
    web({ container: 'livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 }' }),
    `${CONTAINER}.livenessProbe.successThreshold`,
    'between 1 and 1',
  ],
  ['a minute that does not exist', cron('61 * * * *'), 'spec.schedule', 'minute'],
  ['a range that ends before it begins', cron('30-10 * * * *'), 'spec.schedule', 'minute'],
  ['a seventh day after Saturday', cron('0 0 * * 7'), 'spec.schedule', 'day of the week'],
  ['a schedule with seconds', cron('* * * * * *'), 'spec.schedule', 'five fields'],
  ['a schedule with a time zone', cron('TZ=UTC 0 0 * * *'), 'spec.schedule', 'time zone'],
  ['a name that leaves its jobs none', cron('@daily', 'n'.repeat(53)), 'metadata.name', '52'],
  [
    'a failure policy over pods that restart',
    job('podFailurePolicy: { rules: [{ action: Ignore, onExitCodes: { operator: In, values: [3] } }] }', 'OnFailure'),
    'spec.template.spec.restartPolicy',
    'only "Never"',
  ],
  ['indexes without their number', job('completionMode: Indexed'), 'spec', '`completions` is required'],
  [
    'two limits of a budget',
    both(web(), budget('web', 'selector: { matchLabels: { app: web } }, minAvailable: 1, maxUnavailable: 1')),
    'spec.maxUnavailable',
    'cannot be both set',
  ],
  ['an old API version', web().replace('apps/v1', 'apps/v1beta1'), 'apiVersion', 'apps/v1beta1'],
  ['another API version', both(web(), hpa('maxReplicas: 5').replace('autoscaling/v2', 'autoscaling/v1')), 'apiVersion', 'autoscaling/v1'],
  ['no API version', web().replace('apiVersion: apps/v1\n', ''), 'apiVersion', 'no `apiVersion`'],
  [
    'the same spread twice',
    web({
      pod: 'topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule }, { maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule }]',
    }),
    'spec.template.spec.topologySpreadConstraints[1]',
    'here already',
  ],
];

/** What is lived through: entry, and the line of the record that says what came of it. */
const LIVED: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'an autoscaler of nothing',
    hpa('maxReplicas: 5', { target: 'wep' }),
    'hpa/web',
    /unable to get the target's current scale: deployments\.apps "wep" not found/,
  ],
  [
    'two autoscalers of one Deployment',
    both(hpa('maxReplicas: 5'), hpa('maxReplicas: 6', { name: 'other' })),
    'hpa/other',
    /controlled by multiple HPAs: \[default\/web default\/other\]/,
  ],
  ['an autoscaler of pods that ask for nothing', hpa('maxReplicas: 5'), 'hpa/web', /missing request/],
  ['a budget that selects nothing', budget('none', 'selector: { matchLabels: { app: nobody } }, minAvailable: 1'), 'pdb/none', /No matching pods found/],
  ['a Service that selects nothing', SERVICE.replace('name: web', 'name: none').replace('app: web', 'app: nobody'), 'service/none', /No matching pods found/],
  [
    'plugin weights of 0 and 101',
    scheduler('{ plugins: { score: { enabled: [{ name: ImageLocality, weight: 0 }, { name: NodeAffinity, weight: 101 }] } } }'),
    '',
    /^/,
  ],
];

describe('bad input', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-bad-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (text: string) => {
    const path = join(folder, 'entry.yaml');
    writeFileSync(path, text);
    return path;
  };

  it.each(REFUSED)('%s is refused with its field path', async (_, text, path, why) => {
    const { status, stdout } = await regatta(['validate', file(text), '--json']);
    const { problems } = JSON.parse(stdout) as { problems: readonly { severity: string; path?: string; message: string; line: number }[] };
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'error', path, message: expect.stringContaining(why) as string }));
    expect(status).toBe(1);
  });

  it('says the path to people as well', async () => {
    const { stderr } = await regatta(['validate', file(web({ replicas: -1 }))]);
    expect(stderr).toMatch(/entry\.yaml:5:13: error invalid-value: spec\.replicas: .*greater than or equal to 0/);
  });

  async function judged(entry: string): Promise<{ readonly notes: readonly (readonly unknown[])[]; readonly stderr: string }> {
    const record = join(folder, 'record.json');
    const { status, stderr } = await regatta(['judge', file(entry), '--scenario', SCENARIO, '--record', record], {
      nodeArguments: ['--max-old-space-size=512'],
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const { verdict, log } = JSON.parse(readFileSync(record, 'utf8')) as { verdict: string; log: { lines: readonly string[] } };
    expect(verdict).toBe('completed');
    return { notes: log.lines.map((line) => JSON.parse(line) as readonly unknown[]).filter((line) => line[1] === 'note'), stderr };
  }

  it.each(LIVED)('%s: lived through, and the record says so', async (_, more, subject, text) => {
    const { notes } = await judged(both(web(), SERVICE, more));
    const said = notes.filter((note) => subject === '' || (note[2] === 'config-rejected' && note[3] === subject)).map((note) => String(note[6]));
    expect(said.filter((line) => text.test(line))).not.toEqual([]);
  });

  it('a pod that fits nowhere waits, and the record says why in the words of kube-scheduler', async () => {
    const { notes } = await judged(both(asks('requests: { memory: 99999Ei }'), SERVICE));
    const why = notes.filter((note) => note[2] === 'pod-unschedulable').map((note) => String(note[6]));
    expect(why[0]).toMatch(/^0\/12 nodes are available: 12 Insufficient memory\. .*preemption: 0\/12 nodes are available: /);
  });

  it('a million replicas are made as fast as the controllers may, within bounds of memory, and wait', async () => {
    const { notes } = await judged(both(web({ replicas: 1_000_000 }), SERVICE));
    expect(notes.filter((note) => note[2] === 'pod-created').length).toBeGreaterThan(1000);
    expect(notes.some((note) => /Too many pods|Insufficient/.test(String(note[6])))).toBe(true);
  });

  it('warns before the run of what will not do anything', async () => {
    const { status, stderr } = await regatta(['validate', file(both(web(), budget('none', 'selector: { matchLabels: { app: nobody } }, minAvailable: 1')))]);
    expect(stderr).toMatch(/warning selects-nothing: spec\.selector: /);
    expect(status).toBe(0);
  });
});
