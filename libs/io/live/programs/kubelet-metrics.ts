/** What a kubelet says that a container has used since it started. */
export interface MetricsPoint {
  readonly startMs: number;
  readonly atMs: number;
  readonly cpuNanos: number;
  readonly memoryBytes: number;
}

/** Name of a container → its point; by `namespace/pod`. */
export type PodPoints = ReadonlyMap<string, ReadonlyMap<string, MetricsPoint>>;

const FIELDS = {
  container_cpu_usage_seconds_total: (value: number, atMs: number) => ({ cpuNanos: value * 1e9, atMs }),
  container_memory_working_set_bytes: (value: number) => ({ memoryBytes: value }),
  container_start_time_seconds: (value: number) => ({ startMs: value * 1000 }),
} as const;

const SERIES = /^(container_\w+)\{([^}]*)\} (\S+)(?: (\d+))?$/;

/**
 * Reads `/metrics/resource` of a kubelet (Prometheus' text format; the metrics are of KEP-727). A pod of which one container has
 * no use of CPU or memory yet is left out whole, as metrics-server leaves it out (pkg/scraper/client/resource/decode.go).
 */
export function readKubeletMetrics(text: string, nowMs: number): PodPoints {
  const pods = new Map<string, Map<string, MetricsPoint>>();
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', value = '', at] = SERIES.exec(line) ?? [];
    const read = FIELDS[name as keyof typeof FIELDS];
    if (read === undefined) continue;
    const labelOf = (key: string): string => new RegExp(`(?:^|,)${key}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const pod = `${labelOf('namespace')}/${labelOf('pod')}`;
    const containers = pods.get(pod) ?? new Map<string, MetricsPoint>();
    pods.set(pod, containers);
    const before = containers.get(labelOf('container')) ?? { startMs: 0, atMs: 0, cpuNanos: 0, memoryBytes: 0 };
    containers.set(labelOf('container'), { ...before, ...read(Number(value), Number(at ?? nowMs)) });
  }
  const isWhole = (containers: ReadonlyMap<string, MetricsPoint>): boolean =>
    [...containers.values()].every(({ cpuNanos, memoryBytes }) => cpuNanos > 0 && memoryBytes > 0);
  return new Map([...pods].filter(([, containers]) => isWhole(containers)));
}
