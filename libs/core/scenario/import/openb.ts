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
type Row = Readonly<Record<string, string>> & { readonly line: number };

/** Machines, sorted by name as the experiment wants them. Columns: sn, cpu_milli, memory_mib, gpu, model. */
export function importOpenbNodes(text: string, file: string): Outcome<readonly OpenbNode[]> {
  return readRows(text, file, ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'], (row, integer) => ({
    name: row['sn'] ?? '',
    cpuMilli: integer('cpu_milli'),
    memoryMib: integer('memory_mib'),
    gpus: integer('gpu'),
    model: row['model'] ?? '',
  }));
}

/** Pods, sorted by name. Columns: name, cpu_milli, memory_mib, num_gpu, gpu_milli and optionally gpu_spec. */
export function importOpenbPods(text: string, file: string): Outcome<readonly OpenbPod[]> {
  const requests = new Map<string, OpenbPod['request']>();
  return readRows(text, file, ['name', 'cpu_milli', 'memory_mib', 'num_gpu', 'gpu_milli'], (row, integer) => {
    const models = (row['gpu_spec'] ?? '').split('|').filter((model) => model !== '');
    const gpuCount = integer('num_gpu');
    const gpuMilli = gpuCount === 0 ? 0 : Math.min(GPU_MILLI_WHOLE, gpuCount > 1 ? GPU_MILLI_WHOLE : integer('gpu_milli'));
    const request = { cpuMilli: integer('cpu_milli'), memoryMib: integer('memory_mib'), gpuCount, gpuMilli, models };
    const key = JSON.stringify(request);
    const shared = requests.get(key) ?? request;
    requests.set(key, shared);
    return { name: row['name'] ?? '', request: shared };
  });
}

function readRows<T extends { readonly name: string }>(
  text: string,
  file: string,
  columns: readonly string[],
  read: (row: Row, integer: (column: string) => number) => T,
): Outcome<readonly T[]> {
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, { columns: true, skip_empty_lines: true, bom: true, info: true, relax_column_count: false });
  } catch (error) {
    const line = (error as { lines?: number }).lines ?? 1;
    return refused([{ code: 'trace-unreadable', severity: 'error', message: `not a CSV file: ${(error as Error).message}`, file, line, column: 1 }]);
  }
  const missing = columns.filter((column) => rows.length === 0 || !(column in (rows[0] as { record: object }).record));
  if (missing.length > 0) {
    return refused([
      {
        code: 'trace-column-missing',
        severity: 'error',
        message: `missing columns: ${missing.join(', ')}`,
        hint: `the first line must name ${columns.join(', ')}`,
        file,
        line: 1,
        column: 1,
      },
    ]);
  }
  const problems: Problem[] = [];
  const values = rows.map(({ record, info }) => {
    const integer = (column: string): number => {
      const value = record[column] ?? '';
      if (/^\d{1,15}(\.0+)?$/.test(value)) return Math.trunc(Number(value));
      problems.push({
        code: 'trace-not-an-integer',
        severity: 'error',
        message: `${column} is ${JSON.stringify(value)}`,
        hint: 'write a whole number',
        file,
        line: info.lines,
        column: 1,
      });
      return 0;
    };
    return read({ ...record, line: info.lines } as unknown as Row, integer);
  });
  if (problems.length > 0) return refused(problems);
  return accepted(values.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}
