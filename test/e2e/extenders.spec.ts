import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EntryFile, parseEntry, type PluginEntry } from '#core/entry';
import { SandboxHost } from '#io/sandbox';
import { judgeEntry, SERVICE } from '../hostile/hostile-judge.js';

// Nothing here is about speed: a busy machine must not fail it.
jest.setTimeout(600_000);

const SOCKET = process.env['REGATTA_TEST_DOCKER_SOCKET'];
const describeWithDocker = SOCKET === undefined ? describe.skip : describe;

/** More and more replicas under traffic push out what matters less and fills the cluster. */
const SCENARIO = readFileSync(join(__dirname, '../../scenarios/steady-web/scenario.yaml'), 'utf8');

const deployment = (name: string, replicas: number, priorityClass: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      priorityClassName: ${priorityClass}
      containers: [{ name: web, image: regatta/web, resources: { requests: { cpu: 900m, memory: 256Mi } } }]
`;
const WORKLOADS = `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: high }
value: 1000
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: low }
value: 0
${deployment('matters', 2, 'high')}${deployment('fills', 60, 'low')}---
apiVersion: v1
kind: Service
metadata: { name: matters }
spec: { selector: { app: matters }, ports: [{ port: 80 }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: matters }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: matters }
  minReplicas: 2
  maxReplicas: 8
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 40 } } }]
`;

const SOURCES = { node: 'foreign-extender.js', python3: 'foreign_extender.py' } as const;

function extender(program: keyof typeof SOURCES, mode: string, rules: string): PluginEntry {
  const source = SOURCES[program];
  const files: EntryFile[] = [
    { path: source, text: readFileSync(join(__dirname, 'extenders', source), 'utf8') },
    { path: 'package.json', text: '{"type":"module"}' },
    { path: 'k8s/all.yaml', text: WORKLOADS },
    {
      path: 'regatta.yaml',
      text: `runtime: extender
command: [${program}, ${source}, '8123', ${mode}]
workloads: k8s
extenders: [{ urlPrefix: 'http://127.0.0.1:8123/any/prefix/', filterVerb: filter, prioritizeVerb: prioritize, preemptVerb: preempt, bindVerb: bind, weight: 5, ${rules} }]
`,
    },
  ];
  const outcome = parseEntry(files);
  if (!outcome.ok || outcome.value.division !== 'scheduler') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

describeWithDocker('an extender written against the public types, unchanged in its sandbox', () => {
  let host: SandboxHost;
  beforeAll(async () => {
    host = await SandboxHost.open({ owner: `extenders-${process.pid}`, socketPath: SOCKET });
  });
  afterAll(() => host?.close());

  const judged = async (program: keyof typeof SOURCES, mode: string, rules: string, scenario = SCENARIO) => {
    const { record, stderr } = await judgeEntry(host, extender(program, mode, rules), scenario);
    const calls = (verb: string) => stderr.split('\n').filter((line) => line === `call: ${verb}`).length;
    expect([record.verdict, record.cause, stderr.split('\n').filter((line) => !line.startsWith('call: ') && line !== '')]).toEqual(['completed', null, []]);
    const logged = (kind: string) => record.log.lines.filter((line) => line.includes(`"${kind}"`)).length;
    return { record, calls, logged, placed: record.metrics?.placement.podsPlaced ?? 0 };
  };

  it.each([
    ['node', 'plain', 'nodeCacheCapable: false'],
    ['node', 'cached', 'nodeCacheCapable: true'],
    ['python3', 'plain', 'nodeCacheCapable: false'],
    ['python3', 'cached', 'nodeCacheCapable: true'],
  ] as const)('in %s, %s, is called with all four verbs, and what it says is done', async (program, mode, rules) => {
    const { calls, placed, logged } = await judged(program, mode, rules);
    expect(placed).toBeGreaterThan(10);
    expect(calls('filter')).toBeGreaterThanOrEqual(placed);
    expect(calls('prioritize')).toBeGreaterThan(0);
    expect(calls('preempt')).toBeGreaterThan(0);
    // Every pod that was placed was placed by it.
    expect(calls('bind')).toBe(placed);
    expect(logged('pod-scheduled')).toBe(placed);
  });

  it('that refuses to bind a pod is asked again, and the pod waits meanwhile', async () => {
    const { calls, placed } = await judged('node', 'refuses', 'nodeCacheCapable: false');
    expect(placed).toBeGreaterThan(10);
    expect(calls('bind')).toBeGreaterThanOrEqual(2 * placed - 1);
  });

  it.each(['fails', 'babbles', 'sleeps'])('that %s places nothing, or is gone around when it is ignorable', async (mode) => {
    const timeout = 'httpTimeout: 20ms';
    const stubborn = await judged('node', mode, timeout, SERVICE);
    expect(stubborn.placed).toBe(0);
    expect(stubborn.calls('filter')).toBeGreaterThan(0);
    const ignored = await judged('node', mode, `${timeout}, ignorable: true`, SERVICE);
    expect(ignored.placed).toBeGreaterThan(10);
  });

  it('that manages what no pod asks for is never called', async () => {
    const { calls, placed } = await judged('node', 'plain', 'managedResources: [{ name: example.com/gpu }]');
    expect([calls('filter'), calls('bind')]).toEqual([0, 0]);
    expect(placed).toBeGreaterThan(10);
  });
});
