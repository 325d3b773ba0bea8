import type { PodId } from '#core/cluster';
import { NEVER } from '#core/units';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { type NodeRecord, nodeTaints } from '../../control-plane/node-record.js';
import type { PodRecord } from '../../control-plane/pod-record.js';
import { tolerationTimeUs } from './toleration-time.js';

/** Deletes pods from nodes whose NoExecute taints they do not tolerate, or no longer. */
export class TaintEviction {
  private readonly pending = new Map<PodId, () => void>();

  constructor(private readonly state: ClusterState) {}

  nodeChanged(node: NodeRecord): void {
    const tainted = nodeTaints(node).some((taint) => taint.effect === 'NoExecute');
    for (const pod of node.pods) {
      if (tainted) this.consider(pod, node);
      else this.cancel(pod);
    }
  }

  consider(pod: PodRecord, node: NodeRecord): void {
    if (pod.deletedUs !== null) return;
    const stayUs = tolerationTimeUs(pod.spec.tolerations ?? [], nodeTaints(node));
    if (stayUs === 0) return this.evict(pod);
    if (stayUs === NEVER) return this.cancel(pod);
    if (this.pending.has(pod.id)) return;
    this.pending.set(
      pod.id,
      this.state.timers.at(this.state.nowUs + stayUs, () => this.evict(pod)),
    );
  }

  private cancel(pod: PodRecord): void {
    this.pending.get(pod.id)?.();
    this.pending.delete(pod.id);
  }

  private evict(pod: PodRecord): void {
    this.cancel(pod);
    if (this.state.pods.has(pod.id)) this.state.deletePod(pod, 'pod-evicted', 'TaintManagerEviction: Marking for deletion');
  }
}
