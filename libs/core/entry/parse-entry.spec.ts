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
const FIRST_CONTAINER_LINE = 14;

const problemsOf = (text: string, path = 'web.yaml'): readonly Problem[] => {
  const outcome = parseEntry([{ path, text }]);
  return outcome.ok ? outcome.warnings : outcome.problems;
};
const volume = (yaml: string) => web('', '', `      volumes: [{ name: v, ${yaml} }]\n`);
const container = (yaml: string) => web(`          ${yaml}\n`);
const podField = (yaml: string) => web('', '', `      ${yaml}\n`);
const specField = (yaml: string) => web('', `  ${yaml}\n`);
const hpa = (yaml: string) => `${web()}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
${yaml}`;
const scheduler = (yaml: string) => `${web()}---
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
${yaml}`;

/** code, what is handed in, place of the problem, part of what is said. */
const ROWS: readonly (readonly [string, string, string, string])[] = [
  ['empty-entry', '', '1:1', 'empty'],
  ['empty-entry', '# nothing\n---\n', '1:1', 'no document'],
  ['empty-entry', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n', '1:1', 'no object'],
  ['file-too-large', `# ${'x'.repeat(1024 * 1024)}`, '1:1', 'characters'],
  ['not-text', 'a: "\0"', '1:1', 'NUL'],
  ['yaml-syntax', 'a: [1\nb: 2', '2:1', ''],
  ['yaml-syntax', '{"apiVersion": "v1", "kind"', '1:28', ''],
  ['yaml-syntax', 'a: *b', '1:4', 'anchor'],
  ['yaml-tag', 'kind: !!js/function "a"', '1:7', 'tag'],
  ['duplicate-key', 'kind: Pod\nkind: Job\n', '2:1', '`kind`'],
  ['reserved-key', '{"__proto__": {"kind": "Pod"}}', '1:2', '__proto__'],
  ['document-too-deep', '['.repeat(100_000), '1:51', 'levels'],
  ['document-too-deep', `${'- '.repeat(60)}a`, '1:101', 'levels'],
  ['document-too-deep', Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), '52:52', 'levels'],
  ['document-too-large', `[${'1,'.repeat(310_000)}1]`, '1:600001', 'tokens'],
  ['document-too-large', `[${'1,'.repeat(110_000)}1]`, '1:199999', 'values'],
  ['too-many-documents', '---\n'.repeat(1_100), '1001:1', 'documents'],
  ['not-a-manifest', 'a: 1', '1:1', 'Kubernetes'],
  ['division-not-supported-yet', 'services: { web: { image: regatta/web } }', '1:1', 'swarm'],
  ['division-not-supported-yet', '{"id": "/web", "instances": 2}', '1:1', 'mesos'],
  ['unknown-kind', 'apiVersion: apps/v1\nkind: Deploymnet\n', '2:7', 'Deploymnet'],
  ['wrong-api-version', 'apiVersion: apps/v1beta1\nkind: Deployment\n', '1:13', 'apps/v1beta1'],
  ['unknown-field', web().replace('replicas', 'replica'), '6:3', '`replica`'],
  ['unsupported-field', podField('runtimeClassName: gvisor'), '12:7', 'not modelled'],
  ['missing-field', web().replace('          image: regatta/web\n', ''), '13:11', '`image`'],
  ['wrong-type', web().replace('replicas: 2', 'replicas: "2"'), '6:13', 'whole number'],
  ['wrong-type', web().replaceAll('app: web', 'app: 1.10'), '7:37', 'text'],
  ['invalid-value', web().replace('replicas: 2', 'replicas: -1'), '6:13', 'greater than or equal to 0'],
  ['invalid-value', specField('strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }'), '8:59', 'may not be 0'],
  ['invalid-value', container('resources: { limits: { cpu: 1 }, requests: { cpu: 2 } }'), '15:60', 'limit'],
  ['invalid-name', web().replace('name: web\nspec', 'name: Web\nspec'), '4:9', 'lower case'],
  ['invalid-quantity', container('resources: { requests: { memory: 256MB } }'), '15:44', '256MB'],
  ['invalid-quantity', container('resources: { requests: { memory: 256m } }'), '15:44', 'thousandths'],
  ['value-not-allowed', container('imagePullPolicy: always'), '15:28', 'always'],
  ['value-not-allowed', podField('restartPolicy: Never'), '12:22', 'Never'],
  ['duplicate-item', web('        - name: web\n          image: regatta/web\n'), '15:17', '`web`'],
  [
    'exclusive-fields',
    hpa('  maxReplicas: 4\n  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50, value: 1 } } }]\n'),
    '21:112',
    '`value`',
  ],
  ['invalid-value', hpa('  minReplicas: 5\n  maxReplicas: 4\n'), '21:16', 'minReplicas'],
  ['selector-mismatch', web().replace('{ labels: { app: web } }', '{ labels: { app: wep } }'), '9:25', '`selector`'],
  ['duplicate-object', `${web()}---\n${web()}`, '19:9', 'web.yaml:1'],
  [
    'several-scheduler-configurations',
    `${scheduler('{}')}`.replace('{}', '') + '---\napiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n',
    '20:7',
    'only one',
  ],
  ['unknown-plugin', scheduler('profiles: [{ plugins: { score: { disabled: [{ name: ImageLocalty }] } } }]'), '18:53', 'ImageLocalty'],
  ['invalid-value', scheduler('profiles: [{ plugins: { score: { enabled: [{ name: ImageLocality, weight: 101 }] } } }]'), '18:75', 'between 1 and 100'],
  ['unknown-field', scheduler('profiles: [{ pluginConfig: [{ name: NodeResourcesFit, args: { scoringStrategi: {} } }] }]'), '18:63', 'scoringStrategi'],
  ['unknown-priority-class', podField('priorityClassName: gold'), '12:26', 'gold'],
  ['unknown-scheduler', podField('schedulerName: mine'), '12:22', 'mine'],
  ['unknown-target', hpa('  maxReplicas: 4\n').replace('Deployment, name: web', 'Deployment, name: wep'), '20:66', 'wep'],
  ['selects-nothing', `${web()}---\napiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { selector: { app: api } }\n`, '19:19', 'api'],
  ['privileged-container', container('securityContext: { privileged: true }'), '15:42', 'privileged'],
  ['privileged-container', container('securityContext: { allowPrivilegeEscalation: true }'), '15:56', 'rights'],
  ['added-capability', container('securityContext: { capabilities: { add: [SYS_ADMIN] } }'), '15:51', 'capability'],
  ['host-namespace', podField('hostNetwork: true'), '12:20', 'namespaces'],
  ['host-namespace', podField('hostPID: true'), '12:16', 'namespaces'],
  ['host-namespace', podField('hostIPC: true'), '12:16', 'namespaces'],
  ['host-path', volume('hostPath: { path: /etc }'), '12:37', 'host'],
  ['container-socket', volume('hostPath: { path: /var/run/docker.sock }'), '12:37', 'engine'],
  ['host-port', container('ports: [{ containerPort: 80, hostPort: 80 }]'), '15:50', '80'],
  ['git-repo-volume', volume('gitRepo: { repository: "https://example.org/a.git" }'), '12:36', 'repositories'],
  ['external-volume', volume('nfs: { server: a, path: / }'), '12:32', 'storage'],
  ['sub-path', web('          volumeMounts: [{ name: v, mountPath: /a, subPath: ../.. }]\n', '', '      volumes: [{ name: v }]\n'), '16:60', '../..'],
  ['fixed-node', podField('nodeName: node-1'), '12:17', 'node-1'],
  ['external-image', web().replace('regatta/web', 'nginx:latest'), `${FIRST_CONTAINER_LINE - 1}:18`, 'nginx:latest'],
  ['external-image', web().replace('regatta/web', 'evil.example/regatta/web'), `${FIRST_CONTAINER_LINE - 1}:18`, 'evil.example'],
  ['host-profile', podField('securityContext: { sysctls: [{ name: a, value: b }] }'), '12:35', 'kernel'],
  ['scheduler-extender', scheduler('extenders: [{ urlPrefix: "http://example.org" }]'), '18:12', 'other servers'],
];

test.each(ROWS)('%s is told at its line and column: %#', (code, text, place, says) => {
  const [problem] = problemsOf(text).filter((one) => one.code === code);
  expect({ code, place: `${problem?.line}:${problem?.column}`, message: problem?.message }).toEqual({
    code,
    place,
    message: expect.stringContaining(says) as string,
  });
});

test('every code of one file has a row', () => {
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
  const other = ['template-not-rendered', 'unknown-app', 'app-not-run', 'service-missing'];
  const codes = new Set([...ROWS.map(([code]) => code), ...elsewhere, ...other]);
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
