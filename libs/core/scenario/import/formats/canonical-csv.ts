import { stringify } from 'csv-stringify/sync';
import type { TraceTable } from '../trace-table.js';
import type { Workload, WorkloadApp, WorkloadNode, WorkloadPod } from '../workload.js';
import { modelsOf } from './openb-workload.js';

/** The columns of the form in which any workload can be written down and read back without loss. */
export const CANONICAL_COLUMNS = [
  'kind',
  'name',
  'at_us',
  'duration_us',
  'count',
  'cpu_milli',
  'memory_bytes',
  'gpu_milli',
  'priority',
  'models',
  'cpu_us',
  'cv_milli',
];

/** A line a machine shape, a pod, an application, and a bucket in which it had requests. */
export function canonicalCsv({ nodes, pods, apps }: Workload): string {
  const rows = [
    ...nodes.map((one) => ({ kind: 'node', count: one.count, ...sizes(one), models: one.model })),
    ...pods.map((one) => ({
      kind: 'pod',
      name: one.name,
      at_us: one.atUs,
      duration_us: one.durationUs ?? '',
      ...sizes(one),
      priority: one.priority,
      models: one.models.join('|'),
    })),
    ...apps.flatMap((app) => [
      {
        kind: 'app',
        name: app.name,
        duration_us: app.everyUs,
        count: app.counts.length,
        memory_bytes: app.memoryBytes,
        cpu_us: app.cpuUs,
        cv_milli: app.cvMilli,
      },
      ...app.counts.flatMap((count, bucket) => (count === 0 ? [] : [{ kind: 'requests', name: app.name, at_us: bucket * app.everyUs, count }])),
    ]),
  ];
  return stringify(rows, { header: true, columns: CANONICAL_COLUMNS });
}

const sizes = (one: Pick<WorkloadPod, 'cpuMilli' | 'memoryBytes' | 'gpuMilli'>) => ({
  cpu_milli: one.cpuMilli,
  memory_bytes: one.memoryBytes,
  gpu_milli: one.gpuMilli,
});

export const isCanonical = (table: TraceTable): boolean => CANONICAL_COLUMNS.every((name) => table.optionalColumn(name) >= 0);

export function canonicalWorkload(table: TraceTable): Workload {
  const at = Object.fromEntries(CANONICAL_COLUMNS.map((name) => [name, table.column(name)]));
  const amount = (row: number, name: string): number => table.amount(row, at[name] as number);
  const optional = (row: number, name: string): number | null => table.optionalAmount(row, at[name] as number);
  const text = (row: number, name: string): string => table.text(row, at[name] as number);
  const size = (row: number) => ({ cpuMilli: amount(row, 'cpu_milli'), memoryBytes: amount(row, 'memory_bytes'), gpuMilli: optional(row, 'gpu_milli') ?? 0 });
  const nodes: WorkloadNode[] = [];
  const pods: WorkloadPod[] = [];
  const apps = new Map<string, Omit<WorkloadApp, 'counts'> & { readonly counts: number[] }>();
  table.rows.forEach((_, row) => {
    const name = text(row, 'name');
    switch (text(row, 'kind')) {
      case 'node':
        nodes.push({ count: amount(row, 'count'), ...size(row), model: text(row, 'models') });
        break;
      case 'pod':
        pods.push({
          name,
          atUs: amount(row, 'at_us'),
          durationUs: optional(row, 'duration_us'),
          ...size(row),
          priority: optional(row, 'priority') ?? 0,
          models: modelsOf(text(row, 'models')),
        });
        break;
      case 'app': {
        const counts = new Array<number>(Math.min(MOST_BUCKETS, amount(row, 'count'))).fill(0);
        apps.set(name, {
          name,
          everyUs: Math.max(1, amount(row, 'duration_us')),
          memoryBytes: amount(row, 'memory_bytes'),
          cpuUs: amount(row, 'cpu_us'),
          cvMilli: amount(row, 'cv_milli'),
          counts,
        });
        break;
      }
      case 'requests': {
        const app = apps.get(name);
        const bucket = Math.floor(amount(row, 'at_us') / (app?.everyUs ?? 1));
        if (app === undefined || bucket >= app.counts.length)
          table.complain(row, at['name'] as number, 'trace-unknown-app', `no line before says what \`${name}\` is, or it has fewer buckets`);
        else app.counts[bucket] = amount(row, 'count');
        break;
      }
      default:
        table.complain(
          row,
          at['kind'] as number,
          'trace-unknown-type',
          `${JSON.stringify(text(row, 'kind'))} is no kind of line`,
          'one of: node, pod, app, requests',
        );
    }
  });
  return { nodes, pods, apps: [...apps.values()] };
}

const MOST_BUCKETS = 1_000_000;
