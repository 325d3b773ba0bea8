import type { TraceTable } from '../trace-table.js';
import { EMPTY_WORKLOAD, type Workload, type WorkloadNode, type WorkloadPod } from '../workload.js';

/** Resources are fractions of the largest machine; this is taken as that machine. */
const LARGEST = { cpuMilli: 64_000, memoryBytes: 256 * 2 ** 30 };
/** 2^63 - 1: after the end of the trace. */
const AFTER = 9_007_199_254_740_991;

const TYPES = ['SUBMIT', 'QUEUE', 'ENABLE', 'SCHEDULE', 'EVICT', 'FAIL', 'FINISH', 'KILL', 'LOST', 'UPDATE_PENDING', 'UPDATE_RUNNING'];
const ENDS = new Set(['EVICT', 'FAIL', 'FINISH', 'KILL', 'LOST']);

interface Instance {
  atUs: number;
  startUs: number | null;
  endUs: number | null;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly priority: number;
}

/**
 * Google cluster data 2019, tables as BigQuery exports them (JSON, an object a line) or written as CSV: instance_events (`time, type, collection_id, instance_index, priority, resource_request.cpus,
 * resource_request.memory`) and machine_events (`time, machine_id, type, capacity.cpus, capacity.memory`). Types by name or number.
 */
export function google2019Workload(tables: readonly TraceTable[]): Workload {
  const machines = tables.filter((table) => table.optionalColumn('machine_id') >= 0 && table.optionalColumn('collection_id') < 0);
  const instances = tables.filter((table) => !machines.includes(table));
  return { ...EMPTY_WORKLOAD, nodes: machines.flatMap(nodesOf), pods: instances.flatMap(podsOf) };
}

function nodesOf(table: TraceTable): readonly WorkloadNode[] {
  const [id, type] = [table.column('machine_id'), table.column('type')];
  const [cpu, memory] = [table.column('capacity.cpus', 'capacity_cpus', 'cpus'), table.column('capacity.memory', 'capacity_memory', 'memory')];
  const known = new Map<string, WorkloadNode>();
  table.rows.forEach((_, row) => {
    if (!/^(ADD|1)$/i.test(table.text(row, type)) || known.has(table.text(row, id))) return;
    const machine = { cpuMilli: table.amount(row, cpu, LARGEST.cpuMilli), memoryBytes: table.amount(row, memory, LARGEST.memoryBytes) };
    known.set(table.text(row, id), { count: 1, ...machine, gpuMilli: 0, model: '' });
  });
  return [...known.values()];
}

function podsOf(table: TraceTable): readonly WorkloadPod[] {
  const [time, type] = [table.column('time'), table.column('type')];
  const [collection, index, priority] = [table.column('collection_id'), table.column('instance_index'), table.column('priority')];
  const cpu = table.column('resource_request.cpus', 'resource_request_cpus', 'cpus');
  const memory = table.column('resource_request.memory', 'resource_request_memory', 'memory');
  const known = new Map<string, Instance>();
  const inOrder = table.rows.map((_, row) => row).sort((a, b) => timeAt(table, a, time) - timeAt(table, b, time) || a - b);
  for (const row of inOrder) {
    const key = `${table.text(row, collection)}-${table.text(row, index)}`;
    const atUs = timeAt(table, row, time);
    const what = typeOf(table, row, type);
    let instance = known.get(key);
    if (instance === undefined) {
      const request = { cpuMilli: Math.max(1, table.amount(row, cpu, LARGEST.cpuMilli)), memoryBytes: table.amount(row, memory, LARGEST.memoryBytes) };
      instance = { atUs, startUs: null, endUs: null, ...request, priority: table.amount(row, priority) };
      known.set(key, instance);
    }
    if (what === 'SCHEDULE') instance.startUs ??= atUs;
    // Evicted ones come back: the last end counts.
    if (ENDS.has(what)) instance.endUs = atUs;
  }
  return [...known].map(([name, { atUs, startUs, endUs, ...of }]) => ({
    name: `instance-${name}`,
    atUs,
    durationUs: endUs === null || endUs >= AFTER ? null : Math.max(0, endUs - (startUs ?? atUs)),
    ...of,
    gpuMilli: 0,
    models: [],
  }));
}

function timeAt(table: TraceTable, row: number, column: number): number {
  const written = table.text(row, column);
  return written.length > 15 && /^\d+$/.test(written) ? AFTER : table.amount(row, column);
}

function typeOf(table: TraceTable, row: number, column: number): string {
  const written = table.text(row, column).toUpperCase();
  const name = /^\d+$/.test(written) ? (TYPES[Number(written)] ?? '') : written;
  if (!TYPES.includes(name)) table.complain(row, column, 'trace-unknown-type', `${JSON.stringify(written)} is no kind of event`, `one of: ${TYPES.join(', ')}`);
  return name;
}
