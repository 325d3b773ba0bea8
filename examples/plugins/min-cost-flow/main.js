import { run } from 'regatta';
import { assignAtLeastCost } from './min-cost-flow.js';

/**
 * All pods that wait, at once: as one problem of cheapest flow from groups of like pods to nodes, in the manner of Quincy and Firmament.
 * A group sends as many units as it has pods; an arc to a node carries as many as fit there, and each costs what the node would
 * leave over. What one pass leaves is tried again with what is left, until nothing moves.
 */
const ROUNDS = 4;
/** Cheapest arcs a group is given: the others would not be used. */
const ARCS = 64;

run({
  name: 'min-cost flow',
  schedule(cluster, pending) {
    let left = pending;
    for (let round = 0; round < ROUNDS && left.length > 0; round++) {
      const placed = place(cluster, left);
      if (placed === 0) return;
      left = left.filter((pod) => pod.node === null);
    }
  },
});

function place(cluster, pods) {
  const groups = [
    ...groupBy(pods, (pod) => `${pod.workload} ${pod.cpuMilli} ${pod.memoryBytes} ${JSON.stringify(pod.extended)} ${pod.priority}`).values(),
  ].sort((a, b) => b[0].priority - a[0].priority || b[0].cpuMilli - a[0].cpuMilli);
  const nodes = [...cluster.nodes.values()];
  const arcs = groups.map((group) => cheapest(cluster, group[0], nodes));
  const flow = assignAtLeastCost(
    groups.map((group) => group.length),
    nodes.map((node) => node.podsFree),
    arcs,
  );
  let placed = 0;
  groups.forEach((group, i) => {
    let next = 0;
    // Arcs were priced one by one; two groups may have been sent to the same room.
    for (const { to, units, cost } of flow[i])
      for (let unit = 0; unit < units; unit++) {
        const pod = group[next++];
        if (!cluster.fits(pod, nodes[to])) continue;
        cluster.bind(pod, nodes[to], `cost ${cost}`);
        placed++;
      }
  });
  return placed;
}

function cheapest(cluster, pod, nodes) {
  const arcs = [];
  nodes.forEach((node, to) => {
    if (!cluster.fits(pod, node)) return;
    const capacity = Math.min(Math.floor(node.cpuFree / Math.max(1, pod.cpuMilli)), Math.floor(node.memoryFree / Math.max(1, pod.memoryBytes)), node.podsFree);
    arcs.push({
      to,
      capacity,
      cost: Math.round((1000 * (node.cpuFree - pod.cpuMilli)) / node.cpuMilli + (1000 * (node.memoryFree - pod.memoryBytes)) / node.memoryBytes),
    });
  });
  return arcs.sort((a, b) => a.cost - b.cost || a.to - b.to).slice(0, ARCS);
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
