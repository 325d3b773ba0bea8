import type { TraceTable } from '../trace-table.js';
import { EMPTY_WORKLOAD, type Workload, type WorkloadNode, type WorkloadPod } from '../workload.js';

const MI = 2 ** 20;
const WHOLE_GPU = 1000;
const S = 1e6;

/**
 * OpenB, the Alibaba GPU cluster of 2023: `sn, cpu_milli, memory_mib, gpu, model` lists machines, `name, cpu_milli, memory_mib, num_gpu,
 * gpu_milli[, gpu_spec, …, creation_time, deletion_time, scheduled_time]` lists pods. In native time the cluster is almost idle:
 * compress it (80 to 100 times) or inflate it. Lists without times get a pod a second.
 */
export function openbWorkload(table: TraceTable): Workload {
  return table.optionalColumn('sn') >= 0 ? { ...EMPTY_WORKLOAD, nodes: nodesOf(table) } : { ...EMPTY_WORKLOAD, pods: podsOf(table) };
}

function nodesOf(table: TraceTable): readonly WorkloadNode[] {
  const [cpu, memory, gpu, model] = [table.column('cpu_milli'), table.column('memory_mib'), table.column('gpu'), table.optionalColumn('model')];
  return table.rows.map((_, row) => ({
    count: 1,
    cpuMilli: table.amount(row, cpu),
    memoryBytes: table.amount(row, memory, MI),
    gpuMilli: table.amount(row, gpu, WHOLE_GPU),
    model: table.text(row, model),
  }));
}

function podsOf(table: TraceTable): readonly WorkloadPod[] {
  const [name, cpu, memory] = [table.column('name'), table.column('cpu_milli'), table.column('memory_mib')];
  const [gpus, share, spec] = [table.column('num_gpu'), table.column('gpu_milli'), table.optionalColumn('gpu_spec')];
  const [created, deleted, scheduled] = [table.optionalColumn('creation_time'), table.optionalColumn('deletion_time'), table.optionalColumn('scheduled_time')];
  return table.rows.map((_, row) => {
    const count = table.amount(row, gpus);
    const each = count > 1 ? WHOLE_GPU : Math.min(WHOLE_GPU, table.amount(row, share));
    const start = table.optionalAmount(row, scheduled, S);
    const end = table.optionalAmount(row, deleted, S);
    return {
      name: table.text(row, name),
      atUs: created < 0 ? row * S : table.amount(row, created, S),
      durationUs: start === null || end === null ? null : Math.max(0, end - start),
      cpuMilli: table.amount(row, cpu),
      memoryBytes: table.amount(row, memory, MI),
      gpuMilli: count * each,
      priority: 0,
      models: modelsOf(table.text(row, spec)),
    };
  });
}

export const modelsOf = (spec: string): readonly string[] =>
  spec
    .split('|')
    .filter((model) => model !== '')
    .sort();
