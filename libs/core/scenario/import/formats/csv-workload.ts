import type { ColumnMap, MappedField } from '../column-map.js';
import type { TraceTable } from '../trace-table.js';
import { EMPTY_WORKLOAD, type Workload } from '../workload.js';
import { modelsOf } from './openb-workload.js';
import { costOf, countsOf, type CostSample } from './request-counts.js';

const SECOND = 1_000_000;

/** Any table by a column map: pods where `cpu` is mapped, else requests of applications, whose cost is their `duration`. */
export function csvWorkload(table: TraceTable, map: ColumnMap): Workload {
  return map.cpu === undefined ? { ...EMPTY_WORKLOAD, apps: appsOf(table, map) } : { ...EMPTY_WORKLOAD, pods: podsOf(table, map) };
}

/** Reads mapped columns of a table; each is looked up, and complained about, once. */
function reader(table: TraceTable, map: ColumnMap) {
  const columns = new Map<MappedField, number>();
  for (const [field, mapped] of Object.entries(map)) columns.set(field as MappedField, table.column(mapped.column));
  const columnOf = (field: MappedField): number => columns.get(field) ?? -1;
  return {
    text: (row: number, field: MappedField) => table.text(row, columnOf(field)),
    amount: (row: number, field: MappedField) => (map[field] === undefined ? 0 : table.amount(row, columnOf(field), map[field]?.scale)),
    optional: (row: number, field: MappedField) => (map[field] === undefined ? null : table.optionalAmount(row, columnOf(field), map[field]?.scale)),
  };
}

function podsOf(table: TraceTable, map: ColumnMap): Workload['pods'] {
  const read = reader(table, map);
  return table.rows.flatMap((_, row) => {
    const atUs = read.amount(row, 'at');
    const endUs = read.optional(row, 'end');
    const durationUs = read.optional(row, 'duration') ?? (endUs === null ? null : Math.max(0, endUs - atUs));
    const name = read.text(row, 'name') || `pod-${row + 1}`;
    const pod = {
      atUs,
      durationUs,
      cpuMilli: read.amount(row, 'cpu'),
      memoryBytes: read.amount(row, 'memory'),
      gpuMilli: read.amount(row, 'gpu'),
      priority: read.amount(row, 'priority'),
      models: modelsOf(read.text(row, 'models')),
    };
    const count = Math.min(MOST_COPIES, read.optional(row, 'count') ?? 1);
    return count === 1 ? [{ name, ...pod }] : Array.from({ length: count }, (__, copy) => ({ name: `${name}-${copy}`, ...pod }));
  });
}

const MOST_COPIES = 10_000;

function appsOf(table: TraceTable, map: ColumnMap): Workload['apps'] {
  const read = reader(table, map);
  const apps = new Map<string, { readonly times: number[]; readonly cost: CostSample }>();
  table.rows.forEach((_, row) => {
    const name = read.text(row, 'app') || 'web';
    const known = apps.get(name) ?? { times: [], cost: { count: 0, sum: 0, squares: 0 } };
    apps.set(name, known);
    const cost = read.amount(row, 'duration');
    const count = Math.min(MOST_COPIES, read.optional(row, 'count') ?? 1);
    for (let copy = 0; copy < count; copy++) known.times.push(read.amount(row, 'at'));
    known.cost.count += count;
    known.cost.sum += count * cost;
    known.cost.squares += count * cost * cost;
  });
  return [...apps].map(([name, { times, cost }]) => ({ name, ...costOf(cost), memoryBytes: 256 * 2 ** 20, everyUs: SECOND, counts: countsOf(times, SECOND) }));
}
