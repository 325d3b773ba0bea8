import type { RandomStream } from '#core/random';
import type { BalancerRule } from '#core/scenario';
import type { PodOnNode } from '../node/pod-on-node.js';

/** Spreads the requests of one application over the pods it was last told of. It does no health checks: what it knows, it was told. */
export class Balancer {
  private pods: readonly PodOnNode[] = [];
  private turn = 0;

  constructor(
    private readonly rule: BalancerRule,
    private readonly stream: RandomStream,
  ) {}

  get endpoints(): readonly PodOnNode[] {
    return this.pods;
  }

  route(pods: readonly PodOnNode[]): void {
    this.pods = pods;
  }

  /** Null when there is nobody to send to. */
  pick(): PodOnNode | null {
    const { pods } = this;
    if (pods.length <= 1) return pods[0] ?? null;
    switch (this.rule) {
      case 'round-robin':
        this.turn = (this.turn + 1) % pods.length;
        return pods[this.turn] as PodOnNode;
      case 'random':
        return pods[this.stream.integer(pods.length)] as PodOnNode;
      case 'power-of-two': {
        const first = pods[this.stream.integer(pods.length)] as PodOnNode;
        const second = pods[this.stream.integer(pods.length)] as PodOnNode;
        return second.outstanding < first.outstanding ? second : first;
      }
      case 'least-outstanding':
        return this.leastOutstanding();
    }
  }

  /** Ties go round, so that an idle application does not wear out one pod. */
  private leastOutstanding(): PodOnNode {
    const { pods } = this;
    const from = (this.turn = (this.turn + 1) % pods.length);
    let best = pods[from] as PodOnNode;
    for (let i = 1; i < pods.length; i++) {
      const pod = pods[(from + i) % pods.length] as PodOnNode;
      if (pod.outstanding < best.outstanding) best = pod;
    }
    return best;
  }
}
