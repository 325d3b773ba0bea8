import { run } from 'regatta';

/**
 * Fragmentation gradient descent (Weng et al., "Beware of Fragmentation", ATC'23), over cpu, memory and whole devices: what is free on a
 * node is lost to every kind of pod that does not fit into it. A pod goes where it makes that loss grow least. Which kinds
 * there are, and how common each is, is learned from the pods that have come so far.
 */
const kinds = new Map();

const amounts = ({ cpuMilli, memoryBytes, extended }) => [cpuMilli, memoryBytes, Object.values(extended).reduce((sum, amount) => sum + amount, 0)];
const free = (node) => [node.cpuFree, node.memoryFree, Object.values(node.extendedFree).reduce((sum, amount) => sum + amount, 0)];

/** The share of a node, 0..1, that an average pod cannot use although it is free. */
function lost(left, size) {
  let sum = 0;
  let seen = 0;
  for (const { wants, count } of kinds.values()) {
    seen += count;
    if (wants.some((amount, i) => amount > left[i])) sum += count * Math.max(...left.map((amount, i) => (size[i] > 0 ? amount / size[i] : 0)));
  }
  return seen === 0 ? 0 : sum / seen;
}

function remember(pod) {
  const wants = amounts(pod);
  const key = wants.join();
  const kind = kinds.get(key);
  if (kind === undefined) kinds.set(key, { wants, count: 1 });
  else kind.count++;
}

run({
  name: 'fragmentation gradient descent',
  schedule(cluster, pending) {
    const seen = new Set();
    for (const pod of pending) {
      if (!pod.counted) remember(pod);
      pod.counted = true;
      const wants = amounts(pod);
      const key = wants.join();
      if (seen.has(key) && pod.nodes.length === 0) continue;
      let best = null;
      let least = Infinity;
      for (const node of cluster.nodes.values()) {
        if (!cluster.fits(pod, node)) continue;
        const size = amounts(node);
        const before = free(node);
        const grows =
          lost(
            before.map((amount, i) => amount - wants[i]),
            size,
          ) - lost(before, size);
        if (grows < least) [best, least] = [node, grows];
      }
      if (best !== null) cluster.bind(pod, best, `fragmentation ${least.toFixed(4)}`);
      else seen.add(key);
    }
  },
});
