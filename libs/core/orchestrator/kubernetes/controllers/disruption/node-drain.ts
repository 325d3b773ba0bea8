import type { NodeId } from '#core/cluster';
import { SECOND } from '#core/units';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { isTerminal, type PodRecord } from '../../control-plane/pod-record.js';
import { evictionVerdict } from './eviction-verdict.js';

const RETRY_US = 5 * SECOND;
const WHY = {
  refused: "Cannot evict pod as it would violate the pod's disruption budget.",
  ambiguous: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
};

/** `kubectl cordon`, `uncordon` and `drain --ignore-daemonsets --force`: all pods at once, those refused again every 5 s. */
export class NodeDrain {
  private readonly cancel = new Map<NodeId, () => void>();

  constructor(private readonly state: ClusterState) {}

  cordon(id: NodeId, unschedulable: boolean): void {
    const node = this.state.nodes.get(id);
    if (!unschedulable) this.cancel.get(id)?.();
    if (node === undefined || node.unschedulable === unschedulable) return;
    node.unschedulable = unschedulable;
    this.state.note(unschedulable ? 'node-tainted' : 'node-untainted', node.facts.name, 'node.kubernetes.io/unschedulable:NoSchedule', null, id);
    this.state.nodeChanged(node);
  }

  drain(id: NodeId): void {
    this.cordon(id, true);
    const pods = [...(this.state.nodes.get(id)?.pods ?? [])].filter((pod) => !pod.owner?.key.startsWith('DaemonSet/'));
    this.cancel.get(id)?.();
    this.evictAll(id, pods);
  }

  private evictAll(id: NodeId, pods: readonly PodRecord[]): void {
    const left = pods.filter((pod) => this.state.pods.has(pod.id) && pod.deletedUs === null && !this.evict(pod));
    if (left.length === 0) return;
    this.cancel.set(
      id,
      this.state.timers.at(this.state.nowUs + RETRY_US, () => this.evictAll(id, left)),
    );
  }

  /** Says whether the pod is on its way. */
  private evict(pod: PodRecord): boolean {
    const budgets = this.state.budgets.filter((budget) => budget.covers(pod));
    const verdict = evictionVerdict({
      unprotected: pod.phase === 'Pending' || isTerminal(pod),
      ready: pod.ready,
      budgets: budgets.map(({ status, object }) => ({ status, unhealthyPodEvictionPolicy: object.spec?.unhealthyPodEvictionPolicy })),
    });
    if (verdict === 'granted') this.state.deletePod(pod, 'pod-evicted', `Evicted pod: ${pod.name}`);
    else this.state.note('eviction-refused', pod.name, WHY[verdict], pod.id, pod.node);
    return verdict === 'granted';
  }
}
