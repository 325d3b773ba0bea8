import type { Cluster, Node, Plugin, Pod } from 'regatta';

/** What is left free, as a share: a pod goes where that is least. */
function leftOver(pod: Pod, node: Node): number {
  return (node.cpuFree - pod.cpuMilli) / node.cpuMilli + (node.memoryFree - pod.memoryBytes) / node.memoryBytes;
}

export const plugin: Plugin = {
  name: 'my first scheduler',

  /** The whole problem at once. `score(pod, node)` and `filter(pod, node)` are there for the simple one. */
  schedule(cluster: Cluster, pending: readonly Pod[]): void {
    for (const pod of [...pending].sort((a, b) => b.priority - a.priority || b.cpuMilli - a.cpuMilli)) {
      const fitting = [...cluster.nodes.values()].filter((node) => cluster.fits(pod, node));
      const best = fitting.sort((a, b) => leftOver(pod, a) - leftOver(pod, b))[0];
      if (best !== undefined) cluster.bind(pod, best, 'fullest node that has room');
    }
  },
};
