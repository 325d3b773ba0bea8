import { run } from 'regatta';

run({
  schedule(cluster, pending) {
    for (const pod of cluster.pods.values()) if (pod.node !== null && pod.state !== 'ending') cluster.evict(pod, 'churn');
    for (const pod of pending) for (const node of cluster.nodes.values()) if (pod.node === null && cluster.fits(pod, node)) cluster.bind(pod, node);
    cluster.wakeAfter(100_000);
  },
});
