import type { NodeId } from '#core/cluster';
import type { PlacementResult, PodPlacer } from '#core/orchestrator/kubernetes';

type NodeRecord = Parameters<PodPlacer['nodeChanged']>[0];
type PodRecord = Parameters<PodPlacer['podPending']>[0];

/** Puts each pod where the fewest are: the recordings say nothing about placement that this could get wrong. */
export class EvenPlacer implements PodPlacer {
  readonly wakeAtUs = Number.MAX_SAFE_INTEGER;
  private readonly nodes = new Map<NodeId, NodeRecord>();
  private pending: PodRecord[] = [];
  /** Pods that the recording wants on a certain node, in order of their making. */
  readonly wanted: string[] = [];

  nodeChanged(node: NodeRecord): void {
    this.nodes.set(node.id, node);
  }
  nodeRemoved(node: NodeRecord): void {
    this.nodes.delete(node.id);
  }
  startStep(): void {}
  ownerMade(): void {}
  podPending(pod: PodRecord): void {
    this.pending.push(pod);
  }
  podChanged(): void {}
  podRemoved(pod: PodRecord): void {
    this.pending = this.pending.filter((one) => one !== pod);
  }

  place(): readonly PlacementResult[] {
    const results: PlacementResult[] = [];
    const extra = new Map<NodeId, number>();
    const load = (node: NodeRecord) => node.pods.size + (extra.get(node.id) ?? 0);
    this.pending = this.pending.filter((pod) => {
      const wanted = this.wanted.shift();
      const fits = [...this.nodes.values()].filter((node) => this.fits(pod, node) && (wanted === undefined || node.facts.name === wanted));
      const best = fits.sort((a, b) => load(a) - load(b) || a.id - b.id)[0];
      if (best === undefined) return true;
      extra.set(best.id, (extra.get(best.id) ?? 0) + 1);
      results.push({ kind: 'bound', pod: pod.id, node: best.id });
      return false;
    });
    return results;
  }

  private fits(pod: PodRecord, node: NodeRecord): boolean {
    const named = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
    if (named !== undefined) return node.facts.name === named;
    const selected = Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => node.labels[key] === value);
    return selected && !node.unschedulable && node.taints.size === 0;
  }
}
