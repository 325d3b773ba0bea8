import { amountInWords, formatDurationUs } from '#core/units';
import type { ScenarioPreview } from './preview-scenario.js';

/** Offered load against capacity, one line a minute, for a terminal. */
export function previewTable(preview: ScenarioPreview): string {
  const most = Math.max(1, ...preview.minutes.flatMap((minute) => [minute.demand + minute.batchDemand, minute.capacity]));
  const apps = Object.keys(preview.minutes[0]?.offeredPerApp ?? {});
  const rows = preview.minutes.map((minute) => [
    String(minute.t),
    ...apps.map((app) => (minute.offeredPerApp[app] ?? 0).toFixed(1)),
    minute.demand.toFixed(1),
    minute.batchDemand.toFixed(1),
    minute.capacity.toFixed(1),
    worstP99(minute),
    minute.capacity > 0 ? `${Math.round((100 * minute.demand) / minute.capacity)}%` : '-',
    bar(minute, most),
  ]);
  const lines = aligned([['minute', ...apps.map((app) => `${app} req/s`), 'cores needed', 'by jobs', 'cores up', 'p99', 'load', 'needed █, up ·'], ...rows]);
  const faults = preview.faults.map((fault) => {
    const end = fault.untilUs === null ? 'to the end' : `until ${formatDurationUs(fault.untilUs)}`;
    return `${fault.name}: ${fault.kind}, ${fault.target}, from ${formatDurationUs(fault.atUs)} ${end}`;
  });
  const { requests, wholePriceMicros, leastPriceMicros } = preview.cost;
  const cost = `${requests} requests; the whole cluster costs ${amountInWords(wholePriceMicros / 1e6)}, the least that could serve them ${amountInWords(leastPriceMicros / 1e6)}`;
  return [...lines, '', cost, ...faults].join('\n').trimEnd();
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === widths.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '),
  );
}

/** Of the application that fares worst by the fluid model. */
function worstP99({ p99UsPerApp }: ScenarioPreview['minutes'][number]): string {
  const all = Object.values(p99UsPerApp);
  if (all.length === 0) return '-';
  return all.includes(null) ? 'no end' : `${Math.round(Math.max(...all.map((one) => one ?? 0)) / 1000)}ms`;
}

const BAR = 40;

/** Cores needed against cores up, as wide as the largest of all. */
function bar({ demand, batchDemand, capacity }: ScenarioPreview['minutes'][number], most: number): string {
  const needed = Math.round((BAR * (demand + batchDemand)) / most);
  const up = Math.round((BAR * capacity) / most);
  return `${'█'.repeat(needed)}${'·'.repeat(Math.max(0, up - needed))}`.padEnd(BAR);
}
