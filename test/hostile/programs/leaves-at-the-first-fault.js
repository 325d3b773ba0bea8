import { run } from 'regatta';

run({
  schedule(cluster, pending) {
    for (const node of cluster.nodes.values()) if (!node.ready || node.taints.length > 0) process.exit(0);
    for (const pod of pending) for (const node of cluster.nodes.values()) if (pod.node === null && cluster.fits(pod, node)) cluster.bind(pod, node);
  },
});
