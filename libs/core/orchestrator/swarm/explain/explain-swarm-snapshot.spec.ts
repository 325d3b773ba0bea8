import { isSwarmSnapshot, parseSwarmSnapshot } from '#core/entry/swarm';
import { explainSwarmSnapshot } from './explain-swarm-snapshot.js';

const NODES = `nodes:
  - { hostname: w1, labels: { zone: a, disk: ssd }, cpus: 4, memory: 8G }
  - { hostname: w2, labels: { zone: a }, cpus: 4, memory: 8G }
  - { hostname: w3, labels: { zone: b, disk: ssd }, cpus: '2', memory: 4G }
  - { hostname: w4, labels: { zone: b, disk: hdd }, cpus: 4, memory: 8G, availability: drain }
tasks:
  - { service: shop_web, node: w1, slot: 1 }
  - { service: other, node: w3, cpus: 1.5 }
`;
const stack = (deploy: string): string => `---\nservices:\n  web: { image: nginx, deploy: ${deploy} }\n`;
const explain = (text: string) => {
  const outcome = parseSwarmSnapshot({ path: 'snap.yml', text });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 1));
  return explainSwarmSnapshot(outcome.value).pods;
};
const problemsOf = (text: string) => {
  const outcome = parseSwarmSnapshot({ path: 'snap.yml', text });
  return outcome.ok ? [] : outcome.problems.map(({ code, line, column }) => `${line}:${column} ${code}`);
};

test('each refusing filter is named, with what it means on the node', () => {
  const [pod] = explain(NODES + stack('{ replicas: 2, placement: { constraints: [node.labels.disk == ssd] }, resources: { reservations: { cpus: "1" } } }'));
  expect(pod).toMatchObject({ pod: 'web.2', node: 'w1', best: ['w1'], nominated: null, victims: [], message: '' });
  expect(pod?.nodes.map((node) => [node.node, node.filter?.plugin ?? null, node.filter?.reasons ?? node.scores])).toEqual([
    ['w1', null, { serviceTasks: -1, allTasks: -1 }],
    ['w2', 'ConstraintFilter', ['scheduling constraints not satisfied on 1 node', 'node.labels.disk == ssd: the node has none']],
    ['w3', 'ResourceFilter', ['insufficient resources on 1 node', 'cpu: 1 asked, 0.5 left']],
    ['w4', 'ReadyFilter', ['1 node not available for new tasks', 'state ready, availability drain']],
  ]);
});

test('what has no node says so as swarm does', () => {
  const pods = explain(NODES + stack('{ replicas: 4, placement: { max_replicas_per_node: 1 } }'));
  expect(pods.map((pod) => pod.node)).toEqual(['w2', 'w3', null]);
  expect(pods[2]?.message).toBe('no suitable node (max replicas per node limit exceed; 1 node not available for new tasks)');
});

test('the fewest tasks of the service first, then the fewest of all; equal ones tie', () => {
  const pods = explain(NODES.replace('w3, cpus: 1.5', 'w2') + stack('{ replicas: 2 }'));
  expect(pods[0]).toMatchObject({ node: 'w3', best: ['w3'] });
  expect(pods[0]?.nodes.map((node) => node.total)).toEqual([-2, -1, 0, 0]);
  expect(explain(NODES + stack('{ replicas: 2 }'))[0]?.best).toEqual(['w2']);
});

test('a driver that a node lacks keeps tasks away from it', () => {
  const text = `nodes: [{ hostname: a, plugins: [Volume/local] }, { hostname: b, plugins: [Volume/local, Volume/rexray] }]
services: { db: { image: postgres, volumes: ["data:/data"] } }
volumes: { data: { driver: rexray } }`;
  const [pod] = explain(text);
  expect(pod).toMatchObject({
    node: 'b',
    nodes: [{ filter: { plugin: 'PluginFilter', reasons: ['missing plugin on 1 node', 'there is no Volume/rexray'] } }, {}],
  });
});

test('a spread goes to the branch with the fewest tasks', () => {
  expect(explain(NODES + stack('{ replicas: 2, placement: { preferences: [{ spread: node.labels.zone }] } }'))[0]).toMatchObject({ node: 'w3', best: ['w3'] });
});

test('a global service has a task for every node that lacks one and meets its constraints', () => {
  const pods = explain(NODES + stack('{ mode: global, placement: { constraints: [node.labels.zone == a] } }'));
  expect(pods.map((pod) => [pod.pod, pod.node])).toEqual([['web.w2', 'w2']]);
});

test('what docker prints is read as it is', () => {
  const node = (name: string, cpus: number) => ({
    ID: `id-${name}`,
    Version: { Index: 3 },
    Spec: { Labels: {}, Role: 'worker', Availability: 'active' },
    Description: {
      Hostname: name,
      Platform: { Architecture: 'x86_64', OS: 'linux' },
      Resources: { NanoCPUs: cpus * 1e9, MemoryBytes: 8e9 },
      Engine: { Labels: {} },
    },
    Status: { State: 'ready', Addr: '10.0.0.1' },
  });
  const tasks = [{ ID: 't', ServiceID: 's1', NodeID: 'id-w1', Slot: 1, DesiredState: 'running', Status: { State: 'running' }, Spec: { Resources: {} } }];
  const services = [{ ID: 's1', Spec: { Name: 'shop_web' } }];
  const text = `${[[node('w1', 4), node('w2', 1)], tasks, services].map((one) => JSON.stringify(one)).join('\n---\n')}\n${stack('{ replicas: 2, resources: { reservations: { cpus: "2" } } }')}`;
  expect(isSwarmSnapshot({ path: 'x', text })).toBe(true);
  expect(explain(text)).toMatchObject([{ pod: 'web.2', node: 'w1', best: ['w1'] }]);
});

test.each([
  ['an unknown field', 'nodes: [{ hostname: a, cpu: 2 }]\n', '1:24 unknown-field'],
  ['a wrong amount', 'nodes: [{ hostname: a, memory: lots }]\n', '1:32 invalid-quantity'],
  ['a node without a name', 'nodes: [{ cpus: 2 }]\n', '1:9 missing-field'],
  ['an unknown state', 'nodes: [{ hostname: a, state: up }]\n', '1:31 value-not-allowed'],
  ['a task on no node', 'nodes: [{ hostname: a }]\ntasks: [{ service: web, node: b }]\n', '2:31 unknown-node'],
  ['the same node twice', 'nodes: [{ hostname: a }, { hostname: a }]\n', '1:1 duplicate-item'],
  ['nodes that are no list', 'nodes: { a: 1 }\n', '1:8 wrong-type'],
])('%s is told at its place', (_, text, problem) => expect(problemsOf(`${text}${stack('{ replicas: 1 }')}`)).toContain(problem));

test('a mistake in the stack is told at its line of the snapshot, what a contest forbids is not', () => {
  expect(problemsOf(`${NODES}---\nservices:\n  web: { image: nginx, privileged: true, deploy: { replica: 2 } }\n`)).toEqual(['11:52 unknown-field']);
  expect(problemsOf(NODES)).toEqual(['1:1 missing-field']);
});

test('pictures of other systems are left to others', () => {
  expect(isSwarmSnapshot({ path: 'x', text: 'apiVersion: v1\nkind: NodeList\nitems: []\n' })).toBe(false);
  expect(isSwarmSnapshot({ path: 'x', text: 'agents: []\napps: []\n' })).toBe(false);
});
