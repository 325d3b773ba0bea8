/**
 * Cheapest flow from suppliers to nodes by successive shortest paths (Bellman-Ford with a queue), whole bottlenecks at a time.
 *
 * @param {number[]} supplies units of each supplier
 * @param {number[]} rooms units that each node takes in all
 * @param {{ to: number, capacity: number, cost: number }[][]} arcs of each supplier
 * @returns {{ to: number, units: number, cost: number }[][]} of each supplier, the arcs that carry something
 */
export function assignAtLeastCost(supplies, rooms, arcs) {
  const source = 0;
  const sink = 1 + supplies.length + rooms.length;
  const graph = Array.from({ length: sink + 1 }, () => []);
  const edges = [];
  const connect = (from, to, capacity, cost) => {
    graph[from].push(edges.length);
    edges.push({ to, left: capacity, cost });
    graph[to].push(edges.length);
    edges.push({ to: from, left: 0, cost: -cost });
  };
  supplies.forEach((units, i) => connect(source, 1 + i, units, 0));
  rooms.forEach((units, j) => connect(1 + supplies.length + j, sink, units, 0));
  const first = edges.length;
  arcs.forEach((list, i) => list.forEach(({ to, capacity, cost }) => connect(1 + i, 1 + supplies.length + to, capacity, cost)));
  while (augment(graph, edges, source, sink));
  let next = first;
  return arcs.map((list) =>
    list.flatMap(({ to, cost }) => {
      const units = edges[next + 1].left;
      next += 2;
      return units > 0 ? [{ to, units, cost }] : [];
    }),
  );
}

/** Sends what the cheapest way from source to sink can carry; false: there is no way. */
function augment(graph, edges, source, sink) {
  const cost = graph.map(() => Infinity);
  const by = graph.map(() => -1);
  const queued = graph.map(() => false);
  cost[source] = 0;
  const queue = [source];
  for (let head = 0; head < queue.length; head++) {
    const from = queue[head];
    queued[from] = false;
    for (const index of graph[from]) {
      const { to, left, cost: price } = edges[index];
      if (left === 0 || cost[from] + price >= cost[to]) continue;
      cost[to] = cost[from] + price;
      by[to] = index;
      if (!queued[to]) queue.push(to);
      queued[to] = true;
    }
  }
  if (by[sink] < 0) return false;
  let units = Infinity;
  for (let at = sink; at !== source; at = edges[by[at] ^ 1].to) units = Math.min(units, edges[by[at]].left);
  for (let at = sink; at !== source; at = edges[by[at] ^ 1].to) {
    edges[by[at]].left -= units;
    edges[by[at] ^ 1].left += units;
  }
  return true;
}
