import type { NodeId } from '#core/cluster';
import type { ClusterHandle, PlacementResult, PodPlacer, PodRecord } from '#core/orchestrator/kubernetes';
import { RecordedNames } from './recorded-names.js';

type NodeRecord = Parameters<PodPlacer['nodeChanged']>[0];

/** Puts each pod where the recording had it, and otherwise where the fewest are: the recordings say nothing about placement that this could get wrong. */
export class EvenPlacer implements PodPlacer {
  readonly wakeAtUs = Number.MAX_SAFE_INTEGER;
  readonly names = new RecordedNames();
  cluster: ClusterHandle | null = null;
  /** Node by the recorded name of the pod. */
  wanted: Readonly<Record<string, string>> = {};
  private readonly nodes = new Map<NodeId, NodeRecord>();
  private pending: PodRecord[] = [];

  attach(cluster: ClusterHandle): void {
    this.cluster = cluster;
  }
  nodeChanged(node: NodeRecord): void {
    this.nodes.set(node.id, node);
  }
  nodeRemoved(node: NodeRecord): void {
    this.nodes.delete(node.id);
  }
  startStep(): void {}
  ownerMade(kind: 'ReplicaSet' | 'StatefulSet', _: string, name: string): void {
    if (kind === 'ReplicaSet') this.names.replicaSetMade(name);
  }
  podPending(pod: PodRecord): void {
    this.names.podMade(pod);
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
      const wanted = this.wanted[this.names.of(pod.id).identity];
      const fits = [...this.nodes.values()].filter((node) => this.fits(pod, node) && load(node) < node.facts.podsMax);
      const best = fits.find((node) => node.facts.name === wanted) ?? fits.sort((a, b) => load(a) - load(b) || a.id - b.id)[0];
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
