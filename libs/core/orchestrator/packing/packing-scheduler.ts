import { devicesFor } from './devices.js';
import type { GpuCluster } from './gpu-cluster.js';
import type { PackingPod } from './packing-pod.js';
import type { PackingPolicy } from './packing-policy.js';

const INFEASIBLE = -1;

interface Column {
  /** Per position in rank order. */
  readonly scores: Int32Array;
  readonly versions: Uint32Array;
}

/**
 * Places pods one by one by a policy: the highest score among the nodes that fit, ties to the lowest rank or by lot.
 *
 * Scores depend on node and request alone, so per distinct request a column of scores is kept, and a score is computed again
 * only when the node's version moved. A cache never changes a decision: `cached: false` computes everything each time, and a test
 * compares the two.
 */
export class PackingScheduler {
  private readonly columns = new Map<PackingPod, Column>();
  private readonly order: Int32Array;

  /** `ranks[node]`: the node's place in tie-breaks. */
  constructor(
    private readonly cluster: GpuCluster,
    private readonly policy: PackingPolicy,
    ranks: readonly number[],
    private readonly cached = true,
  ) {
    this.order = Int32Array.from(ranks.map((_, node) => node).sort((a, b) => (ranks[a] as number) - (ranks[b] as number)));
  }

  /** The node that took the pod, or -1 when none fits. */
  place(pod: PackingPod): number {
    const node = this.bestNode(pod);
    if (node >= 0) this.cluster.take(node, pod, devicesFor(this.policy, this.cluster, node, pod));
    return node;
  }

  private bestNode(pod: PackingPod): number {
    const { scores, versions } = this.columnOf(pod);
    const { version } = this.cluster;
    const { order } = this;
    let best = -1;
    let bestScore = INFEASIBLE;
    let ties = 0;
    for (let position = 0; position < order.length; position++) {
      const node = order[position] as number;
      // Versions are kept one higher, so that 0 means "never computed".
      const wanted = (version[node] as number) + 1;
      if (versions[position] !== wanted) {
        scores[position] = this.cluster.fits(node, pod) ? this.policy.score(this.cluster, node, pod) : INFEASIBLE;
        versions[position] = wanted;
      }
      const score = scores[position] as number;
      if (score > bestScore) {
        bestScore = score;
        best = node;
        ties = 1;
      } else if (score === bestScore) ties++;
    }
    if (best < 0 || this.policy.drawTie === null) return best;
    return order[nthWith(scores, bestScore, this.policy.drawTie(ties))] as number;
  }

  private columnOf(pod: PackingPod): Column {
    const known = this.columns.get(pod);
    if (known !== undefined && this.cached) return known;
    const column = { scores: new Int32Array(this.cluster.size), versions: new Uint32Array(this.cluster.size) };
    this.columns.set(pod, column);
    return column;
  }
}

/** Position of the n-th entry, from 0, that holds the score. */
function nthWith(scores: Int32Array, score: number, n: number): number {
  let left = n;
  let position = 0;
  for (; scores[position] !== score || left-- > 0; position++);
  return position;
}
