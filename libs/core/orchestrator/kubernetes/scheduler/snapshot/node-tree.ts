import type { NodeInfo } from './node-info.js';

const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';

/** Nodes without zone and region are one zone of their own. */
export function zoneOf(node: Pick<NodeInfo, 'labels'>): string {
  const region = node.labels.get('failure-domain.beta.kubernetes.io/region') ?? node.labels.get(REGION) ?? '';
  const zone = node.labels.get('failure-domain.beta.kubernetes.io/zone') ?? node.labels.get(ZONE) ?? '';
  return region === '' && zone === '' ? '' : `${region}:\0:${zone}`;
}

/** Gives the order in which nodes are looked at: zones as they were first seen, one node of each in turn. */
export class NodeTree {
  private readonly zones = new Map<string, NodeInfo[]>();
  private readonly zoneByNode = new Map<NodeInfo, string>();

  add(node: NodeInfo): void {
    const zone = zoneOf(node);
    const members = this.zones.get(zone);
    if (members) members.push(node);
    else this.zones.set(zone, [node]);
    this.zoneByNode.set(node, zone);
  }

  remove(node: NodeInfo): void {
    const zone = this.zoneByNode.get(node) ?? '';
    const members = this.zones.get(zone) ?? [];
    const at = members.indexOf(node);
    if (at >= 0) members.splice(at, 1);
    if (members.length === 0) this.zones.delete(zone);
    this.zoneByNode.delete(node);
  }

  relabelled(node: NodeInfo): void {
    if (this.zoneByNode.get(node) === zoneOf(node)) return;
    this.remove(node);
    this.add(node);
  }

  list(): NodeInfo[] {
    const zones = [...this.zones.values()];
    const longest = zones.reduce((most, members) => Math.max(most, members.length), 0);
    const order: NodeInfo[] = [];
    for (let round = 0; round < longest; round++) {
      for (const members of zones) {
        const node = members[round];
        if (node) order.push(node);
      }
    }
    return order;
  }
}
