/** Each pod, the most important first, to the node with the highest score among those that it fits on and the filter lets pass. */
export function placeByScore({ score, filter }, cluster, pending) {
  const inOrder = pending.some((pod) => pod.priority !== pending[0].priority) ? [...pending].sort((a, b) => b.priority - a.priority) : pending;
  const nodes = [...cluster.nodes.values()];
  // Pods that ask for the same fail together: nothing that is placed makes room.
  const failed = new Set();
  for (const pod of inOrder) {
    const alike = `${pod.workload} ${pod.cpuMilli} ${pod.memoryBytes}`;
    if (pod.workload !== null && failed.has(alike)) continue;
    let best = null;
    let bestScore = 0;
    let candidates = 0;
    for (const node of nodes) {
      if (!cluster.fits(pod, node) || (filter !== undefined && !filter(pod, node, cluster))) continue;
      const value = score(pod, node, cluster);
      if (typeof value !== 'number' || Number.isNaN(value)) throw new TypeError(`score(${pod.name}, ${node.name}) is ${value}, which is no number`);
      candidates++;
      if (best === null || value > bestScore) [best, bestScore] = [node, value];
    }
    if (best !== null) cluster.bind(pod, best, `highest score of ${candidates} nodes`);
    else if (filter === undefined) failed.add(alike);
  }
}
