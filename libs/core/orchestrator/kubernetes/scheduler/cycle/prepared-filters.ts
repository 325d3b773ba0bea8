import type { NodeInfo } from '../snapshot/node-info.js';
import { putPod, takePod } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import { type Cycle, isRejection, type NodeFilter, type Plugin } from './plugin.js';
import type { Rejection } from './rejection.js';

/** The filters of one cycle. */
export class PreparedFilters {
  /** Plugins that narrow the choice to named nodes. */
  readonly narrowedBy: string[] = [];
  private readonly filters: NodeFilter[] = [];
  private only: ReadonlySet<string> | null = null;

  private constructor(private readonly cycle: Cycle) {}

  /** A rejection here holds for every node. */
  static of(cycle: Cycle, plugins: readonly Plugin[]): PreparedFilters | Rejection {
    const prepared = new PreparedFilters(cycle);
    for (const plugin of plugins) {
      const filter = plugin.prepareFilter?.(cycle) ?? null;
      if (isRejection(filter)) return filter;
      if (filter !== null) prepared.add(filter);
    }
    return prepared;
  }

  get onlyNodes(): ReadonlySet<string> | null {
    return this.only;
  }

  /**
   * The first rejection, in the order of the plugins. Where others of at least this pod's priority have been promised
   * room, the pod must fit both with them (they will take it) and without them (they may not come).
   */
  check(node: NodeInfo): Rejection | null {
    const promised = this.cycle.cluster.nominated.size === 0 ? [] : this.promised(node);
    if (promised.length === 0) return this.checkOnce(node);
    for (const pod of promised) this.move(pod, node, 1);
    const crowded = this.checkOnce(node);
    for (const pod of promised.reverse()) this.move(pod, node, -1);
    return crowded ?? this.checkOnce(node);
  }

  /** As if the pod had come or gone, for this cycle only: to be undone. */
  move(pod: PodInfo, node: NodeInfo, delta: 1 | -1): void {
    if (delta === 1) putPod(node, pod);
    else takePod(node, pod);
    for (const filter of this.filters) filter.podMoved?.(pod, node, delta);
  }

  private checkOnce(node: NodeInfo): Rejection | null {
    for (const filter of this.filters) {
      const rejection = filter.check(node);
      if (rejection !== null) return rejection;
    }
    return null;
  }

  private promised(node: NodeInfo): PodInfo[] {
    const { pod, cluster } = this.cycle;
    return [...(cluster.nominated.get(node.name) ?? [])].filter((p) => p !== pod && p.node === null && p.traits.priority >= pod.traits.priority);
  }

  private add(filter: NodeFilter): void {
    this.filters.push(filter);
    if (!filter.onlyNodes) return;
    this.narrowedBy.push(filter.plugin);
    const before = this.only;
    this.only = before === null ? filter.onlyNodes : new Set([...filter.onlyNodes].filter((name) => before.has(name)));
  }
}
