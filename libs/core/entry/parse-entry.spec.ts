import type { Problem } from '#core/problem';
import { parseEntry } from './index.js';
import { ENTRY_PROBLEM_CODES } from './problem-codes.js';

const web = (more = '', spec = '', podFields = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
${spec}  template:
    metadata: { labels: { app: web } }
    spec:
${podFields}      containers:
        - name: web
          image: regatta/web
${more}`;
const CPU_HALF = '{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }';
const SCHEDULER = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';

const problemsOf = (text: string, path = 'web.yaml'): readonly Problem[] => {
  const outcome = parseEntry([{ path, text }]);
  return outcome.ok ? outcome.warnings : outcome.problems;
};
const volume = (yaml: string) => web('', '', `      volumes: [{ name: v, ${yaml} }]\n`);
const container = (yaml: string) => web(`          ${yaml}\n`);
const podField = (yaml: string) => web('', '', `      ${yaml}\n`);
const specField = (yaml: string) => web('', `  ${yaml}\n`);
const pluginArgs = (yaml: string) => scheduler(`profiles: [{ pluginConfig: [{ name: ${yaml} }] }]`);
const ZONES = '{ maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway }';
const affinityWeight = (weight: string) =>
  podField(
    `affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: ${weight}, preference: { matchExpressions: [{ key: a, operator: Exists }] } }] } }`,
  );
const hpa = (yaml: string) => `${web()}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
${yaml}`;
const scheduler = (yaml: string) => `${web()}---\n${SCHEDULER}${yaml}`;

/** code, what is handed in with `¦` where the problem is (nowhere: the start of the file), part of what is said. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ['empty-entry', '', 'empty'],
  ['empty-entry', '# nothing\n---\n', 'no document'],
  ['empty-entry', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n', 'no object'],
  ['file-too-large', `# ${'x'.repeat(1024 * 1024)}`, 'characters'],
  ['not-text', 'a: "\0"', 'NUL'],
  ['yaml-syntax', 'a: [1\n¦b: 2', ''],
  ['yaml-syntax', '{"apiVersion": "v1", "kind"¦', ''],
  ['yaml-syntax', 'a: ¦*b', 'anchor'],
  ['yaml-tag', 'kind: ¦!!js/function "a"', 'tag'],
  ['duplicate-key', 'kind: Pod\n¦kind: Job\n', '`kind`'],
  ['reserved-key', '{¦"__proto__": {"kind": "Pod"}}', '__proto__'],
  ['reserved-key', 'a: {¦valueOf: 1}', 'valueOf'],
  ['document-too-deep', `${'['.repeat(50)}¦${'['.repeat(100_000)}`, 'levels'],
  ['document-too-deep', `${'- '.repeat(50)}¦${'- '.repeat(10)}a`, 'levels'],
  ['document-too-deep', Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}${i === 51 ? '¦' : ''}a:`).join('\n'), 'levels'],
  ['document-too-large', `[${'1,'.repeat(199_999)}¦1${',1'.repeat(110_000)}]`, 'tokens'],
  ['document-too-large', `[${'1,'.repeat(99_999)}¦${'1,'.repeat(10_000)}1]`, 'values'],
  ['too-many-documents', `${'---\n'.repeat(1_000)}¦${'---\n'.repeat(10)}`, 'documents'],
  ['not-a-manifest', 'a: 1', 'Kubernetes'],
  ['unknown-kind', 'apiVersion: apps/v1\nkind: ¦Deploymnet\n', 'Deploymnet'],
  ['wrong-api-version', 'apiVersion: ¦apps/v1beta1\nkind: Deployment\n', 'apps/v1beta1'],
  ['unknown-field', web().replace('replicas', '¦replica'), '`replica`'],
  ['unsupported-field', podField('¦runtimeClassName: gvisor'), 'not modelled'],
  ['missing-field', web().replace('name: web\n          image: regatta/web\n', '¦name: web\n'), '`image`'],
  ['wrong-type', web().replace('replicas: 2', 'replicas: ¦"2"'), 'whole number'],
  ['wrong-type', web().replace('app: web', 'app: ¦1.10'), 'text'],
  ['wrong-type', specField('minReadySeconds: ¦[]'), 'a list'],
  ['invalid-value', web().replace('replicas: 2', 'replicas: ¦-1'), 'greater than or equal to 0'],
  ['invalid-value', specField('strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: ¦0 } }'), 'may not be 0'],
  ['invalid-value', specField('strategy: { rollingUpdate: { maxUnavailable: ¦101% } }'), '100%'],
  ['invalid-value', container('resources: { limits: { cpu: 1 }, requests: { cpu: ¦2 } }'), 'limit'],
  ['invalid-name', web().replace('name: web\nspec', 'name: ¦Web\nspec'), 'lower case'],
  ['invalid-quantity', container('resources: { requests: { memory: ¦256MB } }'), '256MB'],
  ['invalid-quantity', container('resources: { requests: { memory: ¦256m } }'), 'thousandths'],
  ['invalid-quantity', container('resources: { requests: { cpu: ¦-1 } }'), 'greater than or equal to 0'],
  ['value-not-allowed', container('imagePullPolicy: ¦always'), 'always'],
  ['value-not-allowed', podField('restartPolicy: ¦Never'), 'Never'],
  ['duplicate-item', web('        - name: ¦web\n          image: regatta/web\n'), '`web`'],
  ['exclusive-fields', hpa(`  maxReplicas: 4\n  metrics: [${CPU_HALF.replace('}', ', value: ¦1 }')}]\n`), '`value`'],
  ['invalid-value', hpa('  minReplicas: 5\n  maxReplicas: ¦4\n'), 'minReplicas'],
  ['selector-mismatch', web().replace('{ labels: { app: web } }', '{ labels: ¦{ app: wep } }'), '`selector`'],
  ['duplicate-object', `${web()}---\n${web().replace('name: web', 'name: ¦web')}`, 'web.yaml:1'],
  ['several-scheduler-configurations', scheduler(`---\n${SCHEDULER.replace('kind: ', 'kind: ¦')}`), 'only one'],
  ['unknown-plugin', scheduler('profiles: [{ plugins: { score: { disabled: [{ name: ¦ImageLocalty }] } } }]'), 'ImageLocalty'],
  ['invalid-value', scheduler('profiles: [{ plugins: { score: { enabled: [{ name: ImageLocality, weight: ¦-1 }] } } }]'), 'greater than or equal to 0'],
  ['invalid-value', scheduler('profiles: [{ plugins: { score: { enabled: [{ name: ¦NodeName }] } } }]'), 'does not extend score'],
  ['invalid-value', scheduler('profiles: [{ plugins: { queueSort: { disabled: ¦[{ name: "*" }] } } }]'), 'queue sort plugin'],
  ['invalid-value', scheduler('profiles: [{ plugins: { multiPoint: { disabled: ¦[{ name: DefaultBinder }] } } }]'), 'bind plugin'],
  ['invalid-value', pluginArgs('NodeResourcesFit, args: { scoringStrategy: { type: MostAllocated, resources: [{ name: cpu, weight: ¦101 }] } }'), '100'],
  ['missing-field', pluginArgs('NodeResourcesFit, args: { scoringStrategy: ¦{ resources: [] } }'), '`type`'],
  [
    'exclusive-fields',
    pluginArgs('NodeResourcesFit, args: { scoringStrategy: { type: MostAllocated, requestedToCapacityRatio: ¦{ shape: [{ score: 1 }] } } }'),
    'RequestedToCapacityRatio',
  ],
  [
    'invalid-value',
    pluginArgs(
      'NodeResourcesFit, args: { scoringStrategy: { type: RequestedToCapacityRatio, requestedToCapacityRatio: { shape: [{}, { utilization: ¦0 }] } } }',
    ),
    'increasing order',
  ],
  ['invalid-value', pluginArgs('NodeResourcesBalancedAllocation, args: { resources: [{ name: cpu, weight: ¦2 }] }'), 'between 0 and 1'],
  ['invalid-value', pluginArgs('DefaultPreemption, args: { minCandidateNodesAbsolute: 0, minCandidateNodesPercentage: ¦0 }'), 'zero at the same time'],
  ['invalid-value', pluginArgs('InterPodAffinity, args: { hardPodAffinityWeight: ¦101 }'), 'between 0 and 100'],
  ['exclusive-fields', pluginArgs(`PodTopologySpread, args: { defaultConstraints: ¦[${ZONES}] }`), 'defaultingType'],
  ['duplicate-item', pluginArgs(`PodTopologySpread, args: { defaultingType: List, defaultConstraints: [${ZONES}, ¦${ZONES}] }`), 'ScheduleAnyway'],
  [
    'unknown-field',
    pluginArgs(`PodTopologySpread, args: { defaultingType: List, defaultConstraints: [{ ¦labelSelector: {}, ${ZONES.slice(1)}] }`),
    'labelSelector',
  ],
  ['invalid-value', affinityWeight('¦0'), 'between 1 and 100'],
  ['invalid-value', affinityWeight('¦101'), 'between 1 and 100'],
  ['invalid-quantity', container('resources: { requests: { cpu: ¦NaN } }'), 'NaN'],
  ['unknown-field', scheduler('profiles: [{ pluginConfig: [{ name: NodeResourcesFit, args: { ¦scoringStrategi: {} } }] }]'), 'scoringStrategi'],
  ['unknown-priority-class', podField('priorityClassName: ¦gold'), 'gold'],
  ['unknown-scheduler', podField('schedulerName: ¦mine'), 'mine'],
  ['unknown-target', hpa('  maxReplicas: 4\n').replace('Deployment, name: web', 'Deployment, name: ¦wep'), 'wep'],
  ['selects-nothing', `${web()}---\napiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { selector: ¦{ app: api } }\n`, 'api'],
  ['privileged-container', container('securityContext: { privileged: ¦true }'), 'privileged'],
  ['privileged-container', container('securityContext: { allowPrivilegeEscalation: ¦true }'), 'rights'],
  ['added-capability', container('securityContext: { capabilities: { add: ¦[SYS_ADMIN] } }'), 'capability'],
  ['host-namespace', podField('hostNetwork: ¦true'), 'namespaces'],
  ['host-namespace', podField('hostPID: ¦true'), 'namespaces'],
  ['host-namespace', podField('hostIPC: ¦true'), 'namespaces'],
  ['host-path', volume('hostPath: ¦{ path: /etc }'), 'host'],
  ['container-socket', volume('hostPath: ¦{ path: /var/run/docker.sock }'), 'engine'],
  ['host-port', container('ports: [{ containerPort: 80, hostPort: ¦80 }]'), '80'],
  ['git-repo-volume', volume('gitRepo: ¦{ repository: "https://example.org/a.git" }'), 'repositories'],
  ['external-volume', volume('nfs: ¦{ server: a, path: / }'), 'storage'],
  ['sub-path', web('          volumeMounts: [{ name: v, mountPath: /a, subPath: ¦../.. }]\n', '', '      volumes: [{ name: v }]\n'), '../..'],
  ['fixed-node', podField('nodeName: ¦node-1'), 'node-1'],
  ['external-image', web().replace('regatta/web', '¦nginx:latest'), 'nginx:latest'],
  ['external-image', web().replace('regatta/web', '¦evil.example/regatta/web'), 'evil.example'],
  ['host-profile', podField('securityContext: { sysctls: ¦[{ name: a, value: b }] }'), 'kernel'],
  ['scheduler-extender', scheduler('extenders: ¦[{ urlPrefix: "http://example.org" }]'), 'other servers'],
];

test.each(ROWS)('%s is told at its line and column (%#)', (code, marked, says) => {
  const before = marked.split('¦')[0] as string;
  const place = marked.includes('¦') ? `${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}` : '1:1';
  const problems = problemsOf(marked.replace('¦', '')).map((one) => ({ code: one.code, place: `${one.line}:${one.column}`, message: one.message }));
  expect(problems).toContainEqual({ code, place, message: expect.stringContaining(says) as string });
});

test('every code of one file has a row', () => {
  const ofSwarm = [
    'other-compose-version',
    'ignored-field',
    'invalid-variable',
    'invalid-constraint',
    'unknown-node-attribute',
    'unknown-node',
    'unknown-node-label',
    'unknown-volume',
    'unknown-network',
    'unknown-config',
    'unknown-secret',
    'external-object',
    'no-health-test',
    'host-file',
  ];
  const ofMesos = [
    'dependency-cycle',
    'unknown-dependency',
    'unknown-role',
    'quota-above-cluster',
    'shell-command',
    'fetched-artifact',
    'engine-parameter',
    'custom-executor',
    'secret-store',
  ];
  const elsewhere = [
    'too-many-files',
    'entry-too-large',
    'duplicate-file',
    'file-not-read',
    'alias-bomb',
    'too-many-problems',
    'mixed-divisions',
    'wrong-division',
  ];
  const other = ['lost-in-translation', 'missing-file', 'template-not-rendered', 'unknown-app', 'app-not-run', 'service-missing'];
  const codes = new Set([...ROWS.map(([code]) => code), ...elsewhere, ...ofSwarm, ...ofMesos, ...other]);
  expect(Object.keys(ENTRY_PROBLEM_CODES).filter((code) => !codes.has(code))).toEqual([]);
});

test('a deployment that kubectl takes is an entry', () => {
  const outcome = parseEntry([{ path: 'web.yaml', text: web() }]);
  expect(outcome).toMatchObject({ ok: true, warnings: [], value: { division: 'kubernetes', apps: [{ app: 'web', file: 'web.yaml', line: 13, column: 18 }] } });
});

test('the digest does not depend on the order of the files, and does on their names', () => {
  const a = { path: 'a.yaml', text: web() };
  const b = { path: 'b.yaml', text: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n' };
  const digest = (...files: (typeof a)[]) => {
    const outcome = parseEntry(files);
    return outcome.ok ? outcome.value.digest : JSON.stringify(outcome.problems);
  };
  expect(digest(a, b)).toBe(digest(b, a));
  expect(digest(a, b)).not.toBe(digest(a, { ...b, path: 'c.yaml' }));
});

test('all problems are told at once, in the order of the file', () => {
  const text = web('          privileged: true\n          resources: { limits: { cpu: much } }\n').replace('replicas: 2', 'replicsa: 2');
  expect(problemsOf(text).map((problem) => problem.code)).toEqual(['unknown-field', 'unknown-field', 'invalid-quantity']);
});

test('did-you-mean names the field that was meant', () => {
  expect(problemsOf(web().replace('replicas', 'replcas'))[0]).toMatchObject({ hint: 'did you mean `replicas`?', path: 'spec.replcas' });
});

test('objects of a List are read, and their problems point into it', () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: { name: a }\n    spec: { nodeName: x, containers: [{ name: a, image: regatta/web }] }\n`;
  expect(problemsOf(list)).toMatchObject([{ code: 'fixed-node', line: 7, path: 'items[0].spec.nodeName' }]);
});

test('anchors and merge keys are written out', () => {
  const text = web('          resources: { requests: &amounts { cpu: 1, memory: 1Gi }, limits: { <<: *amounts, cpu: 2 } }\n');
  const outcome = parseEntry([{ path: 'web.yaml', text }]);
  expect(outcome).toMatchObject({
    ok: true,
    value: {
      objects: [
        { spec: { template: { spec: { containers: [{ resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } } }] } } } },
      ],
    },
  });
});

test.each([
  [
    'nested aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
      .join('\n')}`,
  ],
  ['an alias within itself', 'a: &a [*a]'],
])('an alias bomb is refused: %s', (_, text) => {
  expect(problemsOf(text)).toEqual([expect.objectContaining({ code: 'alias-bomb' })]);
});

test('no more problems are told than anyone reads', () => {
  const text = Array.from({ length: 300 }, (_, i) => `f${i}: 1`).join('\n');
  expect(problemsOf(`apiVersion: v1\nkind: Pod\n${text}\n`)).toHaveLength(201);
});

test.each([
  [
    'mixed-divisions',
    [
      { path: 'a.yaml', text: web() },
      { path: 'b.yaml', text: 'services: { web: {} }' },
    ],
  ],
  [
    'template-not-rendered',
    [
      { path: 'Chart.yaml', text: 'name: a' },
      { path: 'b.yaml', text: web() },
    ],
  ],
  [
    'duplicate-file',
    [
      { path: 'a.yaml', text: web() },
      { path: 'a.yaml', text: '' },
    ],
  ],
  [
    'file-not-read',
    [
      { path: 'a.yaml', text: web() },
      { path: 'run.sh', text: '' },
    ],
  ],
  ['too-many-files', Array.from({ length: 501 }, (_, i) => ({ path: `${i}.yaml`, text: '' }))],
  ['entry-too-large', Array.from({ length: 5 }, (_, i) => ({ path: `${i}.yaml`, text: '#'.repeat(1024 * 1024) }))],
])('%s', (code, files) => {
  const outcome = parseEntry(files);
  expect((outcome.ok ? outcome.warnings : outcome.problems).map((problem) => problem.code)).toContain(code);
});

test('an entry of another division than was asked for is refused', () => {
  expect(parseEntry([{ path: 'web.yaml', text: web() }], { division: 'swarm' })).toMatchObject({ ok: false, problems: [{ code: 'wrong-division' }] });
});

test('a README beside the manifests needs no word', () => {
  expect(
    parseEntry([
      { path: 'README.md', text: '# mine' },
      { path: 'web.yaml', text: web() },
    ]),
  ).toMatchObject({ ok: true, warnings: [] });
});
