import { parse } from 'csv-parse/sync';
import { accepted, type Outcome, type Problem, refused } from '#core/problem';

/** One machine of the OpenB trace (Alibaba GPU cluster 2023). */
export interface OpenbNode {
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly model: string;
}

/** One pod of the trace; pods with equal requests share one `request` object. Times are ignored: natively the cluster is idle. */
export interface OpenbPod {
  readonly name: string;
  readonly request: {
    readonly cpuMilli: number;
    readonly memoryMib: number;
    readonly gpuCount: number;
    readonly gpuMilli: number;
    readonly models: readonly string[];
  };
}

const GPU_MILLI_WHOLE = 1000;
/** Largest machine and request that can be meant: beyond them the trace is damaged. */
const CPU_MILLI_MAX = 10_000_000;
const MEMORY_MIB_MAX = 1_000_000_000;
const GPUS_MAX = 8;

/** Machines, sorted by name as the experiment wants them. Columns: sn, cpu_milli, memory_mib, gpu, model. */
export function importOpenbNodes(text: string, file: string): Outcome<readonly OpenbNode[]> {
  return readRows(text, file, ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'], (row, integer) => ({
    name: row['sn'] ?? '',
    cpuMilli: integer('cpu_milli', CPU_MILLI_MAX),
    memoryMib: integer('memory_mib', MEMORY_MIB_MAX),
    gpus: integer('gpu', GPUS_MAX),
    model: row['model'] ?? '',
  }));
}

/** Pods, sorted by name. Columns: name, cpu_milli, memory_mib, num_gpu, gpu_milli and optionally gpu_spec. */
export function importOpenbPods(text: string, file: string): Outcome<readonly OpenbPod[]> {
  const requests = new Map<string, OpenbPod['request']>();
  return readRows(text, file, ['name', 'cpu_milli', 'memory_mib', 'num_gpu', 'gpu_milli'], (row, integer) => {
    const models = (row['gpu_spec'] ?? '').split('|').filter((model) => model !== '');
    const gpuCount = integer('num_gpu', 1000);
    const gpuMilli = gpuCount === 0 ? 0 : Math.min(GPU_MILLI_WHOLE, gpuCount > 1 ? GPU_MILLI_WHOLE : integer('gpu_milli', 1_000_000));
    const request = { cpuMilli: integer('cpu_milli', CPU_MILLI_MAX), memoryMib: integer('memory_mib', MEMORY_MIB_MAX), gpuCount, gpuMilli, models };
    const key = JSON.stringify(request);
    const shared = requests.get(key) ?? request;
    requests.set(key, shared);
    return { name: row['name'] ?? '', request: shared };
  });
}

type Reader = (column: string, most: number) => number;

function readRows<T extends { readonly name: string }>(
  text: string,
  file: string,
  columns: readonly string[],
  read: (row: Readonly<Record<string, string>>, integer: Reader) => T,
): Outcome<readonly T[]> {
  const problem = (code: string, line: number, column: number, message: string, hint?: string): Problem => ({
    code,
    severity: 'error',
    message,
    ...(hint === undefined ? {} : { hint }),
    file,
    line,
    column,
  });
  let header: string[] = [];
  let rows: { record: Record<string, string>; raw: string; info: { lines: number } }[];
  try {
    const columnsOf = (found: string[]): string[] => (header = found.map((name) => name.trim()));
    rows = parse(text, { columns: columnsOf, skip_empty_lines: true, bom: true, info: true, raw: true });
  } catch (error) {
    const { lines = 1, column = 1, message } = error as { lines?: number; column?: number | string; message: string };
    return refused([problem('trace-unreadable', lines, typeof column === 'number' ? column : 1, `not a CSV file: ${message}`)]);
  }
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    return refused([problem('trace-column-missing', 1, 1, `missing columns: ${missing.join(', ')}`, `the first line must name ${columns.join(', ')}`)]);
  }
  if (rows.length === 0) return refused([problem('trace-empty', 2, 1, 'no line follows the one that names the columns')]);
  const problems: Problem[] = [];
  const values = rows.map(({ record, raw, info }) => {
    const integer: Reader = (column, most) => {
      const value = record[column] ?? '';
      const at = (code: string, hint: string): number => {
        problems.push(problem(code, info.lines, columnOf(raw, header.indexOf(column)), `${column} is ${JSON.stringify(value)}`, hint));
        return 0;
      };
      if (!/^\d{1,15}(\.0+)?$/.test(value)) return at('trace-not-an-integer', 'write a whole number');
      const number = Math.trunc(Number(value));
      return number <= most ? number : at('trace-out-of-range', `at most ${most}`);
    };
    return read(record, integer);
  });
  if (problems.length > 0) return refused(problems);
  return accepted(values.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}

/** Where the n-th field of a line begins, from 1; commas within quotes are none. */
function columnOf(raw: string, field: number): number {
  const line = raw.replace(/^[\r\n]+/, '');
  let left = field;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (left === 0) return at + 1;
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ',' && !quoted) left--;
  }
  return line.length + 1;
}
