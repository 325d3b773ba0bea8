import { run } from 'regatta';

const still = new Int32Array(new SharedArrayBuffer(4));
run({
  schedule(cluster) {
    Atomics.wait(still, 0, 0, 3000);
    cluster.wakeAfter(100_000);
  },
});
