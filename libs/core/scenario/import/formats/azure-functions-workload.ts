import type { TraceTable } from '../trace-table.js';
import { EMPTY_WORKLOAD, type Workload, type WorkloadApp } from '../workload.js';
import { countsOf, costOf, type CostSample } from './request-counts.js';

const MINUTE = 60_000_000;
const MS = 1000;
const MB = 1_000_000;
/** Applications of their own: the functions with most calls. The others are added up as one. */
const LARGEST = 8;

interface Function {
  readonly counts: readonly number[];
  cpuUs: number;
  cvMilli: number;
  memoryBytes: number;
}

/**
 * Azure Functions. 2019: any of invocations (`HashOwner, HashApp, HashFunction, Trigger, 1 … 1440`: counts a minute), durations (`Average` in
 * ms) and memory (`AverageAllocatedMb`), joined by their hashes. 2021: `app, func, end_timestamp, duration` in seconds, a line a call.
 */
export function azureFunctionsWorkload(tables: readonly TraceTable[]): Workload {
  const functions = new Map<string, Function>();
  for (const table of tables) if (table.optionalColumn('1') >= 0) readInvocations(table, functions);
  for (const table of tables) {
    if (table.optionalColumn('end_timestamp') >= 0) readCalls(table, functions);
    else if (table.optionalColumn('Average') >= 0) readCosts(table, functions);
    else if (table.optionalColumn('AverageAllocatedMb') >= 0) readMemory(table, functions);
    else if (table.optionalColumn('1') < 0) table.column('1');
  }
  return { ...EMPTY_WORKLOAD, apps: largest(functions) };
}

const keyOf = (table: TraceTable, row: number): string => {
  const [app, name] = [table.optionalColumn('HashApp', 'app'), table.optionalColumn('HashFunction', 'func')];
  return `${table.text(row, app)}/${table.text(row, name)}`;
};

function readInvocations(table: TraceTable, functions: Map<string, Function>): void {
  const minutes = table.header.map((name, index) => [Number(name), index] as const).filter(([minute]) => Number.isInteger(minute) && minute >= 1);
  table.rows.forEach((_, row) => {
    const counts = minutes.map(([, column]) => table.amount(row, column));
    functions.set(keyOf(table, row), { counts, cpuUs: 100 * MS, cvMilli: 1000, memoryBytes: 128 * MB });
  });
}

function readCosts(table: TraceTable, functions: Map<string, Function>): void {
  const average = table.column('Average');
  table.rows.forEach((_, row) => {
    const known = functions.get(keyOf(table, row));
    if (known !== undefined) known.cpuUs = Math.max(1, table.amount(row, average, MS));
  });
}

function readMemory(table: TraceTable, functions: Map<string, Function>): void {
  const average = table.column('AverageAllocatedMb');
  table.rows.forEach((_, row) => {
    const known = functions.get(keyOf(table, row));
    if (known !== undefined) known.memoryBytes = Math.max(1, table.amount(row, average, MB));
  });
}

function readCalls(table: TraceTable, functions: Map<string, Function>): void {
  const [end, duration] = [table.column('end_timestamp'), table.column('duration')];
  const calls = new Map<string, { readonly times: number[]; readonly cost: CostSample }>();
  table.rows.forEach((_, row) => {
    const key = keyOf(table, row);
    const known = calls.get(key) ?? { times: [], cost: { count: 0, sum: 0, squares: 0 } };
    calls.set(key, known);
    const us = table.amount(row, duration, 1e6);
    known.times.push(Math.max(0, table.amount(row, end, 1e6) - us));
    known.cost.count += 1;
    known.cost.sum += us;
    known.cost.squares += us * us;
  });
  const first = [...calls.values()].reduce((low, { times }) => Math.min(low, ...times), Number.POSITIVE_INFINITY);
  for (const [key, { times, cost }] of calls) functions.set(key, { counts: fromStart(times, first), ...costOf(cost), memoryBytes: 128 * MB });
}

/** Buckets of a second from the first call of all functions on. */
function fromStart(times: readonly number[], firstUs: number): readonly number[] {
  const own = times.reduce((low, time) => Math.min(low, time), Number.POSITIVE_INFINITY);
  const before = Math.floor((own - firstUs) / MINUTE);
  const shifted = times.map((time) => time - firstUs - before * MINUTE);
  const counts = countsOf([...shifted, 0], MINUTE).slice();
  counts[0] = (counts[0] ?? 1) - 1;
  return [...new Array<number>(before).fill(0), ...counts];
}

function largest(functions: ReadonlyMap<string, Function>): readonly WorkloadApp[] {
  const calls = (one: Function): number => one.counts.reduce((sum, count) => sum + count, 0);
  const ordered = [...functions].sort(([a, one], [b, two]) => calls(two) - calls(one) || (a < b ? -1 : 1)).map(([, one]) => one);
  const own = ordered.slice(0, LARGEST).map((one, index) => ({ name: `function-${index + 1}`, everyUs: MINUTE, ...one }));
  const others = ordered.slice(LARGEST);
  return others.length === 0 ? own : [...own, { name: 'others', everyUs: MINUTE, ...together(others, calls) }];
}

function together(functions: readonly Function[], calls: (one: Function) => number): Function {
  const width = Math.max(...functions.map((one) => one.counts.length));
  const counts = Array.from({ length: width }, (_, index) => functions.reduce((sum, one) => sum + (one.counts[index] ?? 0), 0));
  const total = Math.max(
    1,
    functions.reduce((sum, one) => sum + calls(one), 0),
  );
  const mean = (of: (one: Function) => number) => Math.max(1, Math.round(functions.reduce((sum, one) => sum + of(one) * calls(one), 0) / total));
  return { counts, cpuUs: mean((one) => one.cpuUs), cvMilli: 1000, memoryBytes: mean((one) => one.memoryBytes) };
}
