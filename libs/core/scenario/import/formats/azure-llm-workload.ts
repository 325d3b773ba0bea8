import { parseTimestampMs } from '#core/units';
import type { TraceTable } from '../trace-table.js';
import { EMPTY_WORKLOAD, type Workload } from '../workload.js';
import { countsOf, type CostSample, costOf } from './request-counts.js';

const SECOND = 1_000_000;
/** CPU time a token costs here, µs: reading the prompt is cheap, writing is not. */
const CONTEXT_TOKEN_US = 4;
const GENERATED_TOKEN_US = 200;

/** Azure LLM inference 2023 (Splitwise, ISCA'24): `TIMESTAMP, ContextTokens, GeneratedTokens`, a line a request. Buckets of a second. */
export function azureLlmWorkload(table: TraceTable, name: string): Workload {
  const [at, context, generated] = [table.column('TIMESTAMP'), table.column('ContextTokens'), table.column('GeneratedTokens')];
  const costs: CostSample = { count: 0, sum: 0, squares: 0 };
  const times = table.rows.map((_, row) => {
    const us = table.amount(row, context) * CONTEXT_TOKEN_US + table.amount(row, generated) * GENERATED_TOKEN_US;
    costs.count += 1;
    costs.sum += us;
    costs.squares += us * us;
    return timeOf(table, row, at);
  });
  return { ...EMPTY_WORKLOAD, apps: [{ name, ...costOf(costs), memoryBytes: 512 * 2 ** 20, everyUs: SECOND, counts: countsOf(times, SECOND) }] };
}

/** `2023-11-16 18:17:03.9799600` as µs since 1970. */
function timeOf(table: TraceTable, row: number, column: number): number {
  const written = table.text(row, column);
  const [whole, digits = ''] = written.split('.');
  const ms = parseTimestampMs(`${(whole ?? '').replace(' ', 'T')}Z`);
  if (ms !== undefined && /^\d{0,9}$/.test(digits)) return ms * 1000 + Math.floor(Number(`0.${digits || '0'}`) * 1e6);
  table.complain(row, column, 'trace-not-a-time', `${JSON.stringify(written)} is no time`, 'write it as `2023-11-16 18:17:03.9799600`');
  return 0;
}
