import type { PodRecord } from '#core/orchestrator/kubernetes';

/** What the recordings call a pod: `role` where it is one of many alike, `identity` always. */
export interface RecordedName {
  readonly role: string;
  readonly identity: string;
  /** `web-r2`, `db`, `agent`, `batch`. */
  readonly owner: string;
  /** How many this owner had with it. */
  readonly index: number;
}

/** Names pods as the recorders did: `web-r2-3`, `db-1.2`, `agent@n3.2`, `batch-4`, numbered in order of their making. */
export class RecordedNames {
  private readonly counts = new Map<string, number>();
  private readonly sets = new Map<string, string>();
  private readonly byPod = new Map<number, RecordedName>();

  replicaSetMade(name: string): void {
    const stem = name.replace(/-[^-]+$/, '');
    if (!this.sets.has(name)) this.sets.set(name, `${stem}-r${this.next(`sets of ${stem}`)}`);
  }

  /** `web-r2` of `web-5f7d9`. */
  set(name: string): string {
    return this.sets.get(name) ?? name;
  }

  podMade(pod: PodRecord): RecordedName {
    const [kind = '', , workload = pod.name] = pod.owner?.key.split('/') ?? [];
    const owner = kind === 'ReplicaSet' ? this.set(workload) : workload;
    const index = this.next(owner);
    const name = this.named(kind, owner, index, pod);
    this.byPod.set(pod.id, name);
    return name;
  }

  of(pod: number): RecordedName {
    const name = this.byPod.get(pod);
    if (name === undefined) throw new Error(`pod ${pod} was never made`);
    return name;
  }

  private named(kind: string, owner: string, index: number, pod: PodRecord): RecordedName {
    if (kind === 'StatefulSet') {
      const identity = `${pod.name}.${this.next(pod.name)}`;
      return { role: identity, identity, owner, index };
    }
    if (kind === 'DaemonSet') {
      const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
      const place = `${owner}@${terms?.[0]?.matchFields?.[0]?.values?.[0]}`;
      const identity = `${place}.${this.next(place)}`;
      return { role: identity, identity, owner, index };
    }
    const identity = `${owner}-${index}`;
    return { role: kind === 'Job' ? identity : owner, identity, owner, index };
  }

  private next(key: string): number {
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count;
  }
}
