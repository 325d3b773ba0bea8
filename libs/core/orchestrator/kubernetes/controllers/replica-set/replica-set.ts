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
  /** Pods, ready and available ones, as last written. */
  private status = '0 0 0';
  /** Calls for pods that the sync under way has still to make. */
  private left = 0;
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

  /**
   * One step of a sync as far as the calls reach (syncReplicaSet in pkg/controller/replicaset): how many pods it makes or deletes is
   * fixed when it begins, its last call writes the status, and what changed meanwhile is the next sync's.
   */
  reconcile(): void {
    if (this.left === 0) this.left = Math.min(Math.abs(this.missing), BURST);
    const { missing } = this;
    const calls = this.state.apiCalls(this, Math.min(Math.abs(missing), this.left));
    this.left = Math.min(this.left, Math.abs(missing)) - calls;
    if (missing > 0) this.create(calls);
    else if (missing < 0 && calls > 0) this.delete(calls);
    if (this.left === 0 && this.writeStatus() && this.missing !== 0) this.state.touch(this);
    if (this.parent !== null) this.state.touch(this.parent);
  }

  /** Above 0: pods that are not there; below 0: pods too many. */
  private get missing(): number {
    return this.replicas - this.active;
  }

  /** Says whether the status is what it should be; otherwise the set waits for the call. */
  private writeStatus(): boolean {
    const status = `${this.active} ${this.ready} ${this.available}`;
    if (status !== this.status && this.state.apiCalls(this, 1) === 0) return false;
    this.status = status;
    return true;
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
