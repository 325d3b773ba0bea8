const FEWEST = 100;
const LEAST_PERCENT = 5;

/** How many feasible nodes are enough. Small clusters are looked at whole; 0 percent adapts to the size. */
export function nodesToFind(percentage: number, nodes: number): number {
  if (nodes < FEWEST) return nodes;
  const percent = percentage === 0 ? Math.max(LEAST_PERCENT, 50 - Math.floor(nodes / 125)) : percentage;
  return Math.max(FEWEST, Math.floor((nodes * Math.min(percent, 100)) / 100));
}
