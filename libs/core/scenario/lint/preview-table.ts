import { formatDurationUs } from '#core/units';
import type { ScenarioPreview } from './preview-scenario.js';

/** Offered load against capacity, one line a minute, for a terminal. */
export function previewTable(preview: ScenarioPreview): string {
  const apps = Object.keys(preview.minutes[0]?.offeredPerApp ?? {});
  const rows = preview.minutes.map((minute) => [
    String(minute.t),
    ...apps.map((app) => (minute.offeredPerApp[app] ?? 0).toFixed(1)),
    minute.demand.toFixed(1),
    minute.batchDemand.toFixed(1),
    minute.capacity.toFixed(1),
    minute.capacity > 0 ? `${Math.round((100 * minute.demand) / minute.capacity)}%` : '-',
  ]);
  const lines = aligned([['minute', ...apps.map((app) => `${app} req/s`), 'cores needed', 'by jobs', 'cores up', 'load'], ...rows]);
  const faults = preview.faults.map((fault) => {
    const end = fault.untilUs === null ? 'to the end' : `until ${formatDurationUs(fault.untilUs)}`;
    return `${fault.name}: ${fault.kind}, ${fault.target}, from ${formatDurationUs(fault.atUs)} ${end}`;
  });
  return [...lines, '', ...faults].join('\n').trimEnd();
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
}
