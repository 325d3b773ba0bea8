/**
 * What every importer makes of a trace: machines, pods with their times, and requests per application. Times in µs from the first
 * event on, resources in the units of a scenario. Lists are sorted, so that equal traces give equal workloads.
 */
export interface Workload {
  readonly nodes: readonly WorkloadNode[];
  readonly pods: readonly WorkloadPod[];
  readonly apps: readonly WorkloadApp[];
}

export interface WorkloadNode {
  readonly count: number;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** Thousandths of GPUs, all of the machine's together. */
  readonly gpuMilli: number;
  /** What the machine's GPUs (or the machine) are; empty: nothing special. */
  readonly model: string;
}

export interface WorkloadPod {
  readonly name: string;
  readonly atUs: number;
  /** Null: it stays. */
  readonly durationUs: number | null;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly gpuMilli: number;
  readonly priority: number;
  /** Models it can run on; empty: any. */
  readonly models: readonly string[];
}

export interface WorkloadApp {
  readonly name: string;
  /** CPU time of a request: mean, and coefficient of variation in thousandths. */
  readonly cpuUs: number;
  readonly cvMilli: number;
  readonly memoryBytes: number;
  /** Width of a bucket. */
  readonly everyUs: number;
  /** Requests in each bucket. */
  readonly counts: readonly number[];
}

export const EMPTY_WORKLOAD: Workload = { nodes: [], pods: [], apps: [] };

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** In the one order that equal workloads share; machines that are alike are counted together. */
export function sortedWorkload({ nodes, pods, apps }: Workload): Workload {
  const alike = new Map<string, WorkloadNode>();
  for (const node of nodes) {
    const key = [node.model, node.cpuMilli, node.memoryBytes, node.gpuMilli].join('/');
    const known = alike.get(key);
    alike.set(key, known === undefined ? node : { ...known, count: known.count + node.count });
  }
  return {
    nodes: [...alike.values()].sort((a, b) => text(a.model, b.model) || b.cpuMilli - a.cpuMilli || b.memoryBytes - a.memoryBytes || b.gpuMilli - a.gpuMilli),
    pods: pods.slice().sort((a, b) => a.atUs - b.atUs || text(a.name, b.name)),
    apps: apps.slice().sort((a, b) => text(a.name, b.name)),
  };
}
