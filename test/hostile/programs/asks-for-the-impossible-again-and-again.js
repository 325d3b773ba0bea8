import { run } from 'regatta';

run({
  schedule(cluster) {
    for (let i = 0; i < 500; i++) cluster.bind({ name: `pod-${i}`, cpuMilli: 0, memoryBytes: 0, extended: {} }, [...cluster.nodes.values()][0]);
  },
});
