import type { ExplainedNode, ExplainedPod, Explanation } from './explanation.js';

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((r) => (r[c] ?? '').length)));
  return rows.map((r) =>
    `  ${r.map((cell, c) => (c === 0 || c === r.length - 1 ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0))).join('  ')}`.trimEnd(),
  );
}

function nodeTable(nodes: readonly ExplainedNode[]): string[] {
  const plugins = [...new Set(nodes.flatMap((n) => Object.keys(n.scores)))];
  const header = ['NODE', ...plugins, 'TOTAL', ''];
  const verdict = ({ filter }: ExplainedNode) => (filter === null ? '' : `${filter.plugin}: ${filter.reasons.join(', ')}`);
  const rows = [...nodes]
    .sort((a, b) => Number(a.filter !== null) - Number(b.filter !== null) || b.total - a.total)
    .map((n) => [n.node, ...plugins.map((p) => String(n.scores[p] ?? '-')), n.filter === null ? String(n.total) : '-', verdict(n)]);
  return table([header, ...rows]);
}

function headline(pod: ExplainedPod): string {
  if (pod.node === null) return `${pod.pod}: no node. ${pod.message}`;
  const others = pod.best.filter((n) => n !== pod.node);
  return `${pod.pod} -> ${pod.node}${others.length > 0 ? ` (ties with ${others.join(', ')})` : ''}`;
}

function podText(pod: ExplainedPod): string {
  const preemption = pod.nominated === null ? [] : [`  makes room on ${pod.nominated} by ending ${pod.victims.join(', ')}`];
  return [headline(pod), ...preemption, ...(pod.nodes.length > 0 ? nodeTable(pod.nodes) : [])].join('\n');
}

export const explanationText = (explanation: Explanation): string => `${explanation.pods.map(podText).join('\n\n')}\n`;
