// A kube-scheduler extender that knows nothing but k8s.io/kube-scheduler/extender/v1: what it is sent it checks, what it is not sent it misses.
import { createServer } from 'node:http';

const [, , port, mode] = process.argv;
const cached = mode === 'cached';
// Of one that does not answer as it should, nobody knows what it turned down.
const isHeard = !['fails', 'babbles', 'sleeps'].includes(mode);
const kept = new Map();
const offered = new Map();
const tries = new Map();

const say = (line) => process.stderr.write(`${line}\n`);
const expect = (holds, what) => holds || say(`wrong: ${what}`);
const hasKeys = (value, keys, what) => expect(JSON.stringify(Object.keys(value)) === JSON.stringify(keys), `${what} has ${Object.keys(value)}`);

function checkPod(pod, what) {
  for (const key of ['name', 'namespace', 'uid']) expect(typeof pod.metadata[key] === 'string' && pod.metadata[key] !== '', `${what} without ${key}`);
  expect(
    pod.spec.containers.every((one) => typeof one.image === 'string' && typeof one.resources.requests.cpu === 'string'),
    `${what} without requests`,
  );
}

function namesOf(args) {
  hasKeys(args, ['Pod', 'Nodes', 'NodeNames'], 'ExtenderArgs');
  checkPod(args.Pod, 'a pod');
  if (cached) {
    expect(args.Nodes === null && Array.isArray(args.NodeNames), 'nodes for one that keeps them');
    return args.NodeNames;
  }
  expect(args.NodeNames === null && args.Nodes.items.every((node) => node.status.allocatable.cpu !== undefined), 'nodes that say nothing');
  return args.Nodes.items.map((node) => node.metadata.name);
}

// The first node it hears of is for nobody.
let closed = null;

const verbs = {
  filter(args) {
    const names = namesOf(args);
    closed ??= names[0];
    const good = names.filter((name) => name !== closed);
    kept.set(args.Pod.metadata.uid, good);
    // Of one node alone the scheduler asks no scores.
    offered.delete(args.Pod.metadata.uid);
    const FailedNodes = Object.fromEntries(names.filter((name) => !good.includes(name)).map((name) => [name, 'closed']));
    if (cached) return { NodeNames: good, FailedNodes };
    return { Nodes: { items: args.Nodes.items.filter((node) => good.includes(node.metadata.name)) }, FailedNodes, Error: '' };
  },
  prioritize(args) {
    const names = namesOf(args);
    const good = kept.get(args.Pod.metadata.uid) ?? [];
    expect(!isHeard || names.every((name) => good.includes(name)), 'nodes to score that were turned down');
    // Far beyond what the scheduler's own plugins give: the last by name wins.
    const [last] = [...names].sort().reverse();
    offered.set(args.Pod.metadata.uid, last);
    return names.map((Host) => ({ Host, Score: Host === last ? 100 : 0 }));
  },
  preempt(args) {
    hasKeys(args, ['Pod', 'NodeNameToVictims', 'NodeNameToMetaVictims'], 'ExtenderPreemptionArgs');
    checkPod(args.Pod, 'a pod that preempts');
    const given = cached ? args.NodeNameToMetaVictims : args.NodeNameToVictims;
    expect((cached ? args.NodeNameToVictims : args.NodeNameToMetaVictims) === null, 'victims twice');
    for (const pod of Object.values(given).flatMap(({ Pods }) => Pods))
      if (cached) hasKeys(pod, ['UID'], 'MetaPod');
      else checkPod(pod, 'a victim');
    const [[node, { Pods, NumPDBViolations }]] = Object.entries(given).sort(([a], [b]) => (a < b ? 1 : -1));
    return { NodeNameToMetaVictims: { [node]: { Pods: Pods.map((pod) => ({ UID: pod.UID ?? pod.metadata.uid })), NumPDBViolations } } };
  },
  bind(args) {
    hasKeys(args, ['PodName', 'PodNamespace', 'PodUID', 'Node'], 'ExtenderBindingArgs');
    const wanted = offered.get(args.PodUID);
    expect(!isHeard || wanted === undefined || wanted === args.Node, `bound to ${args.Node}, scored highest was ${wanted}`);
    expect(!isHeard || args.Node !== closed, 'bound to a node that was turned down');
    const seen = (tries.get(args.PodUID) ?? 0) + 1;
    tries.set(args.PodUID, seen);
    return { Error: mode === 'refuses' && seen === 1 ? 'not yet' : '' };
  },
};

createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => (body += piece));
  request.on('end', () => {
    const verb = request.url.split('/').at(-1);
    say(`call: ${verb}`);
    expect(request.method === 'POST' && request.headers['content-type'] === 'application/json', 'not a POST of JSON');
    const answer = verbs[verb](JSON.parse(body));
    const send = () => {
      response.writeHead(mode === 'fails' && verb === 'filter' ? 500 : 200, { 'content-type': 'application/json' });
      response.end(mode === 'babbles' && verb === 'filter' ? '<html>' : JSON.stringify(answer));
    };
    if (mode === 'sleeps' && verb === 'filter') setTimeout(send, 1000);
    else send();
  });
}).listen(Number(port), '127.0.0.1');
