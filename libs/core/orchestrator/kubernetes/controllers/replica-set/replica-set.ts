import type { ClusterState } from '../../control-plane/cluster-state.js';
import { isActive, type PodRecord } from '../../control-plane/pod-record.js';
import type { PodTemplate } from '../../control-plane/pod-template.js';
import type { Workload } from '../../control-plane/workload.js';
import { SECOND } from '#core/units';
import { type DeletionCandidate, rankPodsForDeletion } from './rank-pods-for-deletion.js';

export interface ReplicaSetFacts {
  readonly name: string;
  readonly template: PodTemplate;
  readonly ownerName: string;
  readonly minReadySeconds: number;
  readonly revision: number;
}

/** The Deployment behind a ReplicaSet, when there is one. */
export interface ReplicaSetParent {
  readonly replicas: number;
  /** Pods of all its ReplicaSets. */
  relatedPods(): Iterable<PodRecord>;
}

/** Most creations and deletions of one sync. */
const BURST = 500;

/** Keeps as many pods of one template as asked. */
export class ReplicaSet implements Workload {
  readonly key: string;
  readonly pods = new Set<PodRecord>();
  /** status.replicas, readyReplicas, availableReplicas: pods that are neither finished nor ending. */
  active = 0;
  ready = 0;
  available = 0;
  /** The Deployment's size when this set was last scaled, and the most pods it could have had then. */
  desiredAnnotation = 0;
  maxAnnotation = 0;
  revision: number;
  /** As last written. Numbers of pods alone are written together with what makes or removes them. */
  private status = '0 0';
  template: PodTemplate;

  constructor(
    private readonly state: ClusterState,
    readonly facts: ReplicaSetFacts,
    public replicas: number,
    private readonly parent: (Workload & ReplicaSetParent) | null,
  ) {
    this.key = `ReplicaSet/${facts.template.namespace}/${facts.name}`;
    this.revision = facts.revision;
    this.template = facts.template;
    state.placer.ownerMade('ReplicaSet', facts.template.namespace, facts.name, { matchLabels: { ...facts.template.labels } });
  }

  get isBare(): boolean {
    return this.parent === null;
  }
  get app(): string {
    return this.template.app;
  }
  get name(): string {
    return this.facts.name;
  }
  get ownerName(): string {
    return this.facts.ownerName;
  }
  get minReadySeconds(): number {
    return this.facts.minReadySeconds;
  }
  get scale(): number {
    return this.parent?.replicas ?? this.replicas;
  }

  tally(pod: PodRecord, sign: 1 | -1): void {
    if (!isActive(pod)) return;
    this.active += sign;
    if (pod.ready) this.ready += sign;
    if (pod.available) this.available += sign;
  }

  setReplicas(replicas: number): void {
    if (replicas === this.replicas) return;
    this.replicas = replicas;
    this.state.touch(this);
  }

  reconcile(): void {
    const status = `${this.ready} ${this.available}`;
    if (status !== this.status) this.state.writeStatus(this);
    this.status = status;
    const missing = this.replicas - this.active;
    const wanted = Math.min(Math.abs(missing), BURST);
    const now = this.state.apiCalls(this, wanted);
    if (missing > 0) this.create(now);
    else if (missing < 0 && now > 0) this.delete(now);
    if (now === BURST) this.state.touch(this);
    if (this.parent !== null) this.state.touch(this.parent);
  }

  podEnded(pod: PodRecord): void {
    if (this.state.pods.has(pod.id)) this.state.removePod(pod);
  }

  private create(count: number): void {
    for (let i = 0; i < count; i++) {
      this.state.createPod({ name: `${this.name}-${this.state.nameSuffix()}`, template: this.template, owner: this, ownerName: this.ownerName });
    }
  }

  private delete(count: number): void {
    const active = [...this.pods].filter(isActive);
    const onNode = new Map<number, number>();
    for (const pod of this.parent?.relatedPods() ?? active) if (isActive(pod) && pod.node !== null) onNode.set(pod.node, (onNode.get(pod.node) ?? 0) + 1);
    const describe = (pod: PodRecord) => asCandidate(pod, onNode.get(pod.node ?? -1) ?? 0);
    for (const pod of rankPodsForDeletion(active, count, describe, this.state.nowUs)) this.state.deletePod(pod);
  }
}

function asCandidate(pod: PodRecord, colocated: number): DeletionCandidate {
  return {
    assigned: pod.node !== null,
    phase: pod.phase === 'Pending' ? 'Pending' : 'Running',
    ready: pod.ready,
    cost: pod.template.deletionCost,
    colocated,
    readySecond: pod.ready ? pod.readyChangedSecond : null,
    createdSecond: Math.floor(pod.createdUs / SECOND),
    restarts: pod.restarts,
    uid: pod.uid,
  };
}
