import type { SwarmService } from '#core/entry';
import type { SwarmSnapshot, SwarmSnapshotNode, SwarmSnapshotTask } from '#core/entry/swarm';
import type { ExplainedNode, ExplainedPod, Explanation } from '../../kubernetes/scheduler/index.js';
import { taskSpecOf } from '../control-plane/service-version.js';
import { NodeInfo, nodeOrder, Pipeline, scheduleGroup, type SwarmTaskSpec } from '../scheduler/index.js';
import { bestNodes } from './best-nodes.js';
import { refusalDetail } from './refusal-detail.js';

const CODE = 'Unschedulable';

interface Cluster {
  readonly infos: readonly NodeInfo[];
  readonly names: ReadonlyMap<NodeInfo, string>;
}

/**
 * Says for every task that the stack lacks, service by service, where it goes and why; each takes its place before the next. Services
 * are placed in the order of the file, and of equal nodes the first is taken: both are chance in a real Swarm. Nothing is scored
 * there; `scores` hold what nodes are compared by, as negative counts, in the order of their weight, and `total` how many nodes are better.
 */
export function explainSwarmSnapshot({ nodes, tasks, services }: SwarmSnapshot): Explanation {
  const infos = nodes.map((node) => new NodeInfo(swarmNodeOf(node)));
  const cluster: Cluster = { infos, names: new Map(infos.map((info, index) => [info, (nodes[index] as SwarmSnapshotNode).hostname])) };
  const byId = new Map(infos.map((info) => [info.node.id, info]));
  const specs = new Map(services.map((service) => [service.name, taskSpecOf(service, 0)]));
  for (const task of tasks) hold(byId.get(task.node), task, specs.get(task.service));
  return { pods: services.flatMap((service) => missing(cluster, service, specs.get(service.name) as SwarmTaskSpec, tasks)) };
}

function swarmNodeOf({ id, hostname, os, arch, engineLabels, plugins, role, address, labels, availability, state, resources }: SwarmSnapshotNode) {
  return { id, description: { hostname, os, arch, engineLabels, plugins }, role, address, labels, availability, state, resources };
}

/** A task that says what it reserves is believed; one that does not reserves what its service does. */
function hold(info: NodeInfo | undefined, { service, active, reservations, hostPorts }: SwarmSnapshotTask, known: SwarmTaskSpec | undefined): void {
  const says = reservations.nanoCpus > 0 || reservations.memoryBytes > 0 || Object.keys(reservations.generic).length > 0;
  const spec: SwarmTaskSpec = {
    ...(known ?? EMPTY),
    service,
    reservations: says ? reservations : (known?.reservations ?? EMPTY.reservations),
    hostPorts: hostPorts.length > 0 ? hostPorts : (known?.hostPorts ?? []),
  };
  info?.addTask(spec);
  if (!active) info?.setActive(spec, false);
}

const EMPTY: SwarmTaskSpec = {
  service: '',
  specVersion: 0,
  reservations: { nanoCpus: 0, memoryBytes: 0, generic: {} },
  constraints: [],
  spreadPreferences: [],
  maxReplicasPerNode: 0,
  hostPorts: [],
  platforms: [],
};

function missing(cluster: Cluster, service: SwarmService, spec: SwarmTaskSpec, tasks: readonly SwarmSnapshotTask[]): readonly ExplainedPod[] {
  const own = tasks.filter((task) => task.service === service.name && task.active);
  if (service.mode.startsWith('global')) return preassigned(cluster, service, spec, own);
  const taken = new Set(own.map((task) => task.slot));
  const pods: string[] = [];
  for (let slot = 1; pods.length < service.replicas - own.length; slot++) if (!taken.has(slot)) pods.push(`${service.name}.${slot}`);
  // The whole group is placed at once; what each of its tasks found is looked at one by one.
  const chosen = dryRun(cluster, spec, pods.length);
  return pods.map((pod, index) => place(cluster, spec, pod, chosen[index] ?? null));
}

/** Which nodes the group gets, in order; the nodes are as they were afterwards. */
function dryRun({ infos }: Cluster, spec: SwarmTaskSpec, count: number): readonly NodeInfo[] {
  if (count === 0) return [];
  const { placed } = scheduleGroup(infos, spec, count, 0);
  for (const { node, assigned } of placed) node.removeTask(spec, assigned);
  return placed.map(({ node }) => node);
}

function place(cluster: Cluster, spec: SwarmTaskSpec, pod: string, chosen: NodeInfo | null): ExplainedPod {
  const { infos, names } = cluster;
  const pipeline = new Pipeline(spec);
  const fitting = infos.filter((info) => pipeline.refusal(info) === undefined);
  if (chosen === null) for (const info of infos) pipeline.process(info);
  const order = nodeOrder(spec, 0);
  const nodes = infos.map((info): ExplainedNode => {
    const refused = pipeline.refusal(info);
    const node = names.get(info) ?? '';
    if (refused !== undefined)
      return {
        node,
        filter: { plugin: refused.name, code: CODE, reasons: [refused.explain(1), ...refusalDetail(refused.name, spec, info)] },
        scores: {},
        total: 0,
      };
    const better = fitting.filter((other) => order(other, info) < 0).length;
    return { node, filter: null, scores: { serviceTasks: 0 - info.tasksOf(spec.service), allTasks: 0 - info.activeTasks }, total: 0 - better };
  });
  const best = bestNodes(infos, fitting, spec).map((info) => names.get(info) ?? '');
  const node = chosen === null ? null : (names.get(chosen) ?? '');
  chosen?.addTask(spec);
  return {
    pod,
    node,
    best: node === null ? [] : best.includes(node) ? best : [...best, node],
    nodes,
    nominated: null,
    victims: [],
    message: chosen === null ? pipeline.explain() : '',
  };
}

/** Tasks of global services are bound to their node: it is only asked whether they can run there. */
function preassigned({ infos, names }: Cluster, service: SwarmService, spec: SwarmTaskSpec, own: readonly SwarmSnapshotTask[]): readonly ExplainedPod[] {
  return infos.flatMap((info): ExplainedPod[] => {
    const node = names.get(info) ?? '';
    const wanted = info.node.availability !== 'drain' && info.node.state !== 'down' && !own.some((task) => task.node === info.node.id);
    if (!wanted) return [];
    const pipeline = new Pipeline(spec);
    const refused = pipeline.refusal(info);
    if (refused?.name === 'ConstraintFilter') return [];
    const fits = pipeline.process(info);
    if (fits) info.addTask(spec);
    const filter =
      refused === undefined ? null : { plugin: refused.name, code: CODE, reasons: [refused.explain(1), ...refusalDetail(refused.name, spec, info)] };
    return [
      {
        pod: `${service.name}.${node}`,
        node: fits ? node : null,
        best: fits ? [node] : [],
        nodes: [{ node, filter, scores: {}, total: 0 }],
        nominated: null,
        victims: [],
        message: fits ? '' : pipeline.reasons(),
      },
    ];
  });
}
