import type { TraceTable } from '../trace-table.js';
import { EMPTY_WORKLOAD, type Workload, type WorkloadNode } from '../workload.js';

const DAY = 86_400_000_000;
/** The trace gives fractions of a machine and not what a machine is; this one is. */
const MACHINE = { cpuMilli: 64_000, memoryBytes: 256 * 2 ** 30 };
const HIGH_PRIORITY = 1000;

interface VmType {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

/**
 * Azure packing 2020 (Protean, OSDI'20), its two tables, which come in an SQLite file: `vmId, tenantId, vmTypeId, priority, starttime, endtime` (days; priority 0 is high)
 * and `vmTypeId, machineId, core, memory, …` (fractions of a machine; the smallest machine of a type is taken).
 */
export function azurePackingWorkload(tables: readonly TraceTable[]): Workload {
  const types = new Map<string, VmType>();
  for (const table of tables) if (table.optionalColumn('core') >= 0) readTypes(table, types);
  const requests = tables.filter((table) => table.optionalColumn('core') < 0);
  return { ...EMPTY_WORKLOAD, nodes: [node], pods: requests.flatMap((table) => podsOf(table, types)) };
}

const node: WorkloadNode = { count: 1, ...MACHINE, gpuMilli: 0, model: '' };

function readTypes(table: TraceTable, types: Map<string, VmType>): void {
  const [id, core, memory] = [table.column('vmTypeId'), table.column('core'), table.column('memory')];
  table.rows.forEach((_, row) => {
    const found = { cpuMilli: table.amount(row, core, MACHINE.cpuMilli), memoryBytes: table.amount(row, memory, MACHINE.memoryBytes) };
    const known = types.get(table.text(row, id));
    if (known === undefined || found.cpuMilli > known.cpuMilli) types.set(table.text(row, id), found);
  });
}

function podsOf(table: TraceTable, types: ReadonlyMap<string, VmType>): Workload['pods'] {
  const [id, type, priority] = [table.column('vmId'), table.column('vmTypeId'), table.column('priority')];
  const [start, end] = [table.column('starttime'), table.column('endtime')];
  return table.rows.map((_, row) => {
    const shape = types.get(table.text(row, type));
    if (shape === undefined)
      table.complain(row, type, 'trace-unknown-type', `no table says what type ${table.text(row, type)} is`, 'give the vmType table too');
    // Machines that ran before the trace began have negative times.
    const atUs = timeOf(table, row, start) ?? 0;
    const endUs = timeOf(table, row, end);
    return {
      name: `vm-${table.text(row, id)}`,
      atUs: Math.max(0, atUs),
      durationUs: endUs === null ? null : Math.max(0, endUs - Math.max(0, atUs)),
      cpuMilli: Math.max(1, shape?.cpuMilli ?? 1),
      memoryBytes: shape?.memoryBytes ?? 0,
      gpuMilli: 0,
      priority: table.amount(row, priority) === 0 ? HIGH_PRIORITY : 0,
      models: [],
    };
  });
}

function timeOf(table: TraceTable, row: number, column: number): number | null {
  const written = table.text(row, column).trim();
  if (written === '' || /^(null|none)$/i.test(written)) return null;
  const days = Number(written);
  if (Number.isFinite(days)) return Math.round(days * DAY);
  table.complain(row, column, 'trace-not-a-time', `${JSON.stringify(written)} is no time`, 'write days, such as `3.25`');
  return 0;
}
