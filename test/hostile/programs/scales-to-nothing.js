import { run } from 'regatta';

run({
  schedule(cluster) {
    for (const workload of cluster.workloads.values()) if (workload.replicas > 0) cluster.scale(workload, 0, 'no requests, no latency');
  },
});
