import { TraceTable } from '../trace-table.js';
import { EMPTY_WORKLOAD, type Workload, type WorkloadPod } from '../workload.js';

const COLUMNS = [
  'job',
  'submit',
  'wait',
  'run',
  'procs',
  'avgcpu',
  'mem',
  'reqprocs',
  'reqtime',
  'reqmem',
  'status',
  'user',
  'group',
  'exe',
  'queue',
  'partition',
  'prevjob',
  'think',
];
const KI = 1024;
const SECOND = 1_000_000;
/** One pod a processor is what a job is; a job as large as this is split no further. */
const MOST_PODS_A_JOB = 64;
const MEMORY_UNKNOWN = 2 ** 30;

/** Standard Workload Format of the Parallel Workloads Archive: 18 columns, `;` comments, -1 is unknown. A processor is a pod of one core. */
export function swfWorkload(text: string, file: string): { readonly table: TraceTable; readonly workload: Workload } {
  const table = TraceTable.ofColumns(text, file, COLUMNS);
  return { table, workload: { ...EMPTY_WORKLOAD, pods: table.rows.flatMap((_, row) => podsOf(table, row)) } };
}

function podsOf(table: TraceTable, row: number): readonly WorkloadPod[] {
  const known = (name: string, scale = 1): number | null => {
    const column = COLUMNS.indexOf(name);
    return table.text(row, column) === '-1' ? null : table.amount(row, column, scale);
  };
  const procs = known('procs') ?? known('reqprocs') ?? 1;
  const run = known('run', SECOND);
  if (procs === 0 || run === null) return [];
  const pods = Math.min(procs, MOST_PODS_A_JOB);
  const memory = known('reqmem', KI) ?? known('mem', KI) ?? MEMORY_UNKNOWN;
  const cpuMilli = Math.ceil((procs * 1000) / pods);
  const atUs = known('submit', SECOND) ?? 0;
  const name = `job-${table.text(row, 0)}`;
  const shape = { atUs, durationUs: run, cpuMilli, memoryBytes: Math.round((memory * procs) / pods), gpuMilli: 0, priority: 0, models: [] };
  return Array.from({ length: pods }, (_, index) => ({ name: pods === 1 ? name : `${name}-${index}`, ...shape }));
}
