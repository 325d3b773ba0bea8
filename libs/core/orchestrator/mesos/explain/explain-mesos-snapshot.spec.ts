import { isMesosSnapshot, parseMesosSnapshot } from '#core/entry/mesos';
import { explainMesosSnapshot } from './explain-mesos-snapshot.js';

const file = (text: string) => ({ path: 'cluster.yaml', text });
function explained(text: string) {
  const outcome = parseMesosSnapshot(file(text));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return explainMesosSnapshot(outcome.value).pods;
}
const agent = (hostname: string, more = ''): string => `  - { hostname: ${hostname}, resources: { cpus: 2, mem: 1024 }${more === '' ? '' : `, ${more}`} }\n`;
const snapshot = (agents: string, apps: string): string => `agents:\n${agents}apps:\n${apps.replace(/^/gm, '  ')}\n`;

test('each missing instance takes its place before the next; all that match tie, for nothing is scored', () => {
  const pods = explained(snapshot(agent('a') + agent('b'), '- { id: /web, instances: 3, cpus: 1, tasks: [{ host: a, state: TASK_RUNNING }] }'));
  expect(pods.map(({ pod, node, best }) => [pod, node, best])).toEqual([
    ['/web#2', 'a', ['a', 'b']],
    ['/web#3', 'b', ['b']],
  ]);
});

test('dependencies come first', () => {
  const apps = '- { id: /web, cpus: 2, dependencies: [/db] }\n- { id: /db, cpus: 2 }';
  expect(explained(snapshot(agent('a'), apps)).map(({ pod, node }) => [pod, node])).toEqual([
    ['/db#1', 'a'],
    ['/web#1', null],
  ]);
});

test.each([
  ['InsufficientCpus', 'cpus: 3', '', 'InsufficientCpus: cpus NOT SATISFIED (3 > 2)'],
  ['InsufficientMemory', 'mem: 2000', '', 'InsufficientMemory: mem NOT SATISFIED (2000 > 1024)'],
  ['InsufficientGpus', 'gpus: 1', '', 'InsufficientGpus: gpus NOT SATISFIED (1 > 0)'],
  ['InsufficientPorts', 'ports: [0, 0, 0]', 'used_resources: { ports: "[1-1000]" }', 'InsufficientPorts: 3 ports wanted, 1 offered'],
  ['UnfulfilledConstraint', 'constraints: [[rack, LIKE, "r[12]"]]', 'attributes: { rack: r3 }', 'UnfulfilledConstraint: [rack, LIKE, r[12]] with rack r3'],
  ['UnfulfilledConstraint', 'constraints: [[rack, UNIQUE]]', '', 'UnfulfilledConstraint: [rack, UNIQUE] with no rack'],
  ['UnfulfilledConstraint', 'constraints: [["@zone", IS, b]]', 'region: eu, zone: a', 'UnfulfilledConstraint: [@zone, IS, b] with @zone a'],
  ['UnfulfilledRole', 'role: ads, acceptedResourceRoles: [ads]', '', 'UnfulfilledRole: no resources with roles {ads}'],
  ['DeclinedScarceResources', 'cpus: 1', 'resources: { cpus: 2, mem: 1024, gpus: 1 }', 'DeclinedScarceResources'],
  ['NotOffered', 'cpus: 1', 'active: false', 'the agent is not active'],
  ['NotOffered', 'cpus: 1', 'drain_info: { state: DRAINING }', 'the agent is draining'],
  ['NotOffered', 'cpus: 1', 'used_resources: { cpus: 2, mem: 1000 }', 'less than min_allocatable_resources (cpus:0.01|mem:32) is free: mem:24; ports:1001'],
])('%s: %s on { %s }', (code, app, of, reason) => {
  const agents = agent('a', of).replace(/resources: \{ cpus: 2, mem: 1024 \}, (resources)/, '$1');
  const [pod] = explained(snapshot(agents, `- { id: /web, ${app} }`));
  expect(pod).toMatchObject({ node: null, best: [], message: `0/1 agents have an offer that matches: ${code} 1` });
  expect(pod?.nodes[0]?.filter).toMatchObject({ code });
  expect(pod?.nodes[0]?.filter?.reasons).toContain(reason);
});

test('the first reason of the funnel names the refusal, all are told', () => {
  const [pod] = explained(snapshot(agent('a'), '- { id: /web, cpus: 9, mem: 9999, constraints: [[rack, UNIQUE]] }'));
  expect(pod?.nodes[0]?.filter).toEqual({
    plugin: 'Marathon',
    code: 'UnfulfilledConstraint',
    reasons: [
      'UnfulfilledConstraint: [rack, UNIQUE] with no rack',
      'InsufficientCpus: cpus NOT SATISFIED (9 > 2)',
      'InsufficientMemory: mem NOT SATISFIED (9999 > 1024)',
    ],
  });
});

test('a quota that is used up leaves nothing', () => {
  const quota = '---\nrole: ads\nguarantee: [{ name: cpus, scalar: { value: 1 } }, { name: mem, scalar: { value: 128 } }]\n';
  const apps = '- { id: /ads/a, role: ads, instances: 2, tasks: [{ host: a }] }';
  const [pod] = explained(snapshot(agent('a') + agent('b'), apps) + quota);
  expect(pod).toMatchObject({ node: null, message: '0/2 agents have an offer that matches: NotOffered 2' });
  expect(pod?.nodes[1]?.filter?.reasons[0]).toContain('quota leaves the role ads less than');
});

test('what the master and Marathon print, one behind the other', () => {
  const slaves = {
    slaves: [
      { id: 'S0', hostname: 'h1', pid: 'slave(1)@h1:5051', active: true, attributes: { rack: 7 }, resources: { cpus: 4, mem: 1000, ports: '[31000-31001]' } },
    ],
  };
  const apps = { apps: [{ id: '/x', cpus: 1, container: { type: 'DOCKER', docker: { image: 'nginx', privileged: true } }, cmd: 'run', tasksRunning: 0 }] };
  const text = `${JSON.stringify(slaves)}\n${JSON.stringify(apps)}`;
  expect(isMesosSnapshot(file(text))).toBe(true);
  expect(explained(text)).toMatchObject([{ pod: '/x#1', node: 'h1' }]);
});

test.each([
  ['unknown-field', 'agents:\n  - { hostname: a, resources: { cpus: 1 }, colour: red }\n', '2:44'],
  ['missing-field', 'agents:\n  - { resources: { cpus: 1 } }\n', '2:5'],
  ['wrong-type', 'agents:\n  - { hostname: a, resources: { cpus: "1" } }\n', '2:39'],
  ['invalid-value', 'agents:\n  - { hostname: a, resources: { ports: "31000" } }\n', '2:40'],
  ['invalid-constraint', 'agents: []\napps: [{ id: /a, constraints: [[rack]] }]\n', '2:32'],
])('%s', (code, text, place) => {
  const outcome = parseMesosSnapshot(file(text));
  const problems = outcome.ok ? [] : outcome.problems.map((one) => [one.code, `${one.line}:${one.column}`]);
  expect(problems).toContainEqual([code, place]);
});

test('a picture of another system is none of ours', () => {
  expect(isMesosSnapshot(file('apiVersion: v1\nkind: Node\nmetadata: { labels: { agents: a } }\n'))).toBe(false);
});
