import { type Constraint, parseConstraint } from '#core/entry';
import { type NodeInfo, nodeMatches, nodeValue, type SwarmTaskSpec } from '../scheduler/index.js';

const NANOS = 1_000_000_000;
const MEBIBYTE = 1024 * 1024;

/** What a refusal means on this node, in numbers and names: swarm itself says no more than which filter it was. */
export function refusalDetail(filter: string, spec: SwarmTaskSpec, info: NodeInfo): readonly string[] {
  switch (filter) {
    case 'ReadyFilter':
      return [`state ${info.node.state}, availability ${info.node.availability}`];
    case 'ResourceFilter':
      return missingResources(spec, info);
    case 'ConstraintFilter':
      return spec.constraints.flatMap((text) => {
        const constraint = parseConstraint(text);
        if (typeof constraint === 'string' || nodeMatches([constraint], info.node)) return [];
        return [`${text}: ${valueText(constraint, info)}`];
      });
    case 'PluginFilter':
      return (spec.plugins ?? []).filter((plugin) => info.node.description?.plugins?.includes(plugin) !== true).map((plugin) => `there is no ${plugin}`);
    case 'MaxReplicasFilter':
      return [`${info.tasksOf(spec.service)} of at most ${spec.maxReplicasPerNode} tasks of ${spec.service}`];
    case 'HostPortFilter':
      return spec.hostPorts.filter((port) => info.hasPort(port)).map((port) => `port ${port} is taken`);
    default:
      return [];
  }
}

function valueText({ key }: Constraint, info: NodeInfo): string {
  const value = nodeValue(key, info.node);
  if (value === undefined) return `there is no ${key}`;
  return value === '' ? 'the node has none' : `the node has ${value}`;
}

function missingResources({ reservations }: SwarmTaskSpec, info: NodeInfo): readonly string[] {
  const short: string[] = [];
  const { nanoCpus, memoryBytes, generic } = reservations;
  if (nanoCpus > info.nanoCpus) short.push(`cpu: ${nanoCpus / NANOS} asked, ${info.nanoCpus / NANOS} left`);
  if (memoryBytes > info.memoryBytes) short.push(`memory: ${Math.ceil(memoryBytes / MEBIBYTE)} MiB asked, ${Math.floor(info.memoryBytes / MEBIBYTE)} MiB left`);
  for (const [kind, amount] of Object.entries(generic)) {
    const count = typeof amount === 'number' ? amount : amount.length;
    const left = info.generic.get(kind);
    if (!info.hasGeneric(kind, count)) short.push(`${kind}: ${count} asked, ${typeof left === 'number' ? left : (left?.size ?? 0)} left`);
  }
  return short;
}
