import type { MetricsPoint, PodPoints } from './kubelet-metrics.js';

export interface ContainerUsage {
  readonly name: string;
  readonly cpuNanoCores: number;
  readonly memoryBytes: number;
}

export interface PodUsageWindow {
  readonly atMs: number;
  readonly windowMs: number;
  readonly containers: readonly ContainerUsage[];
}

/** A container younger than one period but at least this old is counted from its start. */
const FRESH_MS = 10_000;

/**
 * Use of pods over the time between their last two points, as metrics-server keeps it (pkg/storage/pod.go): a container that
 * restarted begins anew, a point that did not change moves nothing, and a pod is told of only with two points of each container.
 */
export class PodUsage {
  private last: PodPoints = new Map();
  private before: PodPoints = new Map();

  constructor(private readonly periodMs: number) {}

  /** Takes what one scrape of all kubelets brought. Pods that are not in it are forgotten. */
  store(points: PodPoints): void {
    const before = new Map<string, ReadonlyMap<string, MetricsPoint>>();
    for (const [pod, containers] of points) {
      const earlier = [...containers].flatMap(([name, point]) => {
        const from = this.earlierThan(point, pod, name);
        return from === null ? [] : [[name, from] as const];
      });
      if (earlier.length > 0) before.set(pod, new Map(earlier));
    }
    this.last = points;
    this.before = before;
  }

  /** Of `namespace/pod`; null: nothing can be said of it yet. */
  of(pod: string): PodUsageWindow | null {
    const containers = [...(this.last.get(pod) ?? [])];
    const windows = containers.flatMap(([name, to]) => {
      const from = this.before.get(pod)?.get(name);
      return from === undefined ? [] : [{ name, from, to }];
    });
    if (windows.length === 0 || windows.length < containers.length) return null;
    const { from, to } = windows.reduce((first, window) => (window.to.atMs < first.to.atMs ? window : first));
    return { atMs: to.atMs, windowMs: to.atMs - from.atMs, containers: windows.map(usageOf) };
  }

  private earlierThan(point: MetricsPoint, pod: string, name: string): MetricsPoint | null {
    const age = point.atMs - point.startMs;
    if (age < this.periodMs && age >= FRESH_MS) return { ...point, atMs: point.startMs, cpuNanos: 0 };
    const last = this.last.get(pod)?.get(name);
    if (last === undefined || point.startMs >= last.atMs) return null;
    if (point.atMs > last.atMs) return last;
    const before = this.before.get(pod)?.get(name);
    return before !== undefined && before.atMs < point.atMs ? before : null;
  }
}

function usageOf({ name, from, to }: { readonly name: string; readonly from: MetricsPoint; readonly to: MetricsPoint }): ContainerUsage {
  const cpuNanoCores = Math.floor(Math.max(0, to.cpuNanos - from.cpuNanos) / ((to.atMs - from.atMs) / 1000));
  return { name, cpuNanoCores, memoryBytes: to.memoryBytes };
}
