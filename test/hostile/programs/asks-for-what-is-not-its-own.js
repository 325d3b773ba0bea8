import { run } from 'regatta';

const NAMES = ['kube-system/coredns', 'default/pod-1', '../pod', 'pod-1', '*', '', ' ', '__proto__', 'constructor', 'toString', 'a'.repeat(100)];
let steps = 0;
run({
  schedule(cluster, pending) {
    const [node] = cluster.nodes.values();
    const nothing = { cpuMilli: 0, memoryBytes: 0, extended: {} };
    if (steps++ < 5)
      for (const name of NAMES.filter((one) => one !== '')) {
        cluster.evict({ name, state: 'running' });
        cluster.scale({ name, replicas: 1 }, 0);
        cluster.resize({ name }, 0);
        cluster.bind({ ...nothing, name }, node);
        node.pods.clear();
      }
    for (const pod of pending) for (const one of cluster.nodes.values()) if (pod.node === null && cluster.fits(pod, one)) cluster.bind(pod, one);
  },
});
