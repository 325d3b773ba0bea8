/** `3 Insufficient cpu, 1 node(s) were unschedulable`: every reason with how many nodes gave it, sorted as text. */
export function countReasons(reasons: Iterable<readonly string[]>): string {
  const counts = new Map<string, number>();
  for (const list of reasons) for (const reason of list) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return parts.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(', ');
}

export function fitError(nodes: number, reasons: Iterable<readonly string[]>): string {
  const text = countReasons(reasons);
  return `0/${nodes} nodes are available:${text === '' ? '' : ` ${text}.`}`;
}
