import type { StatefulSet as StatefulSetObject } from 'kubernetes-types/apps/v1';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { intOrPercent } from '../../control-plane/int-or-percent.js';
import { nameOf, namespaceOf } from '../../control-plane/kubernetes-object.js';
import { isActive, isTerminal, type PodRecord } from '../../control-plane/pod-record.js';
import { admitTemplate, type PodTemplate, type PriorityOf, releaseImage } from '../../control-plane/pod-template.js';
import type { Workload } from '../../control-plane/workload.js';
import { type OrdinalView, reconcileStatefulSet, type StatefulSetView } from './reconcile-stateful-set.js';

/** So many pods that are still missing are looked at in one sync. */
const AHEAD = 500;

/** Pods with names that stay: one at a time up, one at a time down. */
export class StatefulSet implements Workload {
  readonly key: string;
  readonly ownerName: string;
  readonly pods = new Set<PodRecord>();
  private readonly name: string;
  private readonly namespace: string;
  private readonly byOrdinal = new Map<number, PodRecord>();
  private spec: NonNullable<StatefulSetObject['spec']>;
  private current: PodTemplate;
  private update: PodTemplate;
  replicas: number;

  constructor(
    private readonly state: ClusterState,
    private readonly priorityOf: PriorityOf,
    object: StatefulSetObject,
  ) {
    this.name = nameOf(object);
    this.namespace = namespaceOf(object);
    this.key = `StatefulSet/${this.namespace}/${this.name}`;
    this.ownerName = `statefulset/${this.name}`;
    this.spec = object.spec as NonNullable<StatefulSetObject['spec']>;
    this.replicas = this.spec.replicas ?? 1;
    this.current = admitTemplate(this.namespace, this.spec.template, priorityOf);
    this.update = this.current;
    state.placer.ownerMade('StatefulSet', this.namespace, this.name, this.spec.selector ?? {});
  }

  get minReadySeconds(): number {
    return this.spec.minReadySeconds ?? 0;
  }
  get scale(): number {
    return this.replicas;
  }
  get app(): string {
    return this.update.app;
  }

  tally(): void {}

  apply(object: StatefulSetObject): void {
    this.spec = object.spec as NonNullable<StatefulSetObject['spec']>;
    this.replicas = this.spec.replicas ?? this.replicas;
    this.update = admitTemplate(this.namespace, this.spec.template, this.priorityOf);
    if (this.update.hash === this.current.hash) this.update = this.current;
    else this.state.note('rollout-started', this.ownerName, `revision ${this.name}-${this.update.hash}`);
    this.state.touch(this);
  }

  setReplicas(replicas: number): void {
    this.replicas = replicas;
    this.state.touch(this);
  }

  release(app: string, image: string): void {
    const template = releaseImage(this.spec.template, app, image);
    if (template !== this.spec.template) this.apply({ spec: { ...this.spec, template, replicas: this.replicas } });
  }

  podEnded(pod: PodRecord): void {
    if (this.byOrdinal.get(pod.index) === pod && !this.state.pods.has(pod.id)) this.byOrdinal.delete(pod.index);
    this.state.touch(this);
  }

  reconcile(): void {
    const step = reconcileStatefulSet(this.view());
    const calls = this.state.apiCalls(this, step.delete.length + step.create.length);
    for (const ordinal of step.delete.slice(0, calls)) {
      const pod = this.byOrdinal.get(ordinal);
      if (pod !== undefined) this.state.deletePod(pod);
    }
    for (const ordinal of step.create.slice(0, Math.max(0, calls - step.delete.length))) this.create(ordinal);
    this.finishUpdate();
  }

  private get partition(): number {
    return this.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  }

  private view(): StatefulSetView {
    const start = this.spec.ordinals?.start ?? 0;
    const end = start + this.replicas;
    // Of those that are still to come only the next few matter: the lowest is made first.
    const highest = Math.max(start - 1, ...[...this.byOrdinal.keys()].filter((ordinal) => ordinal < end));
    const ordinals = Array.from({ length: Math.min(this.replicas, highest + 1 - start + AHEAD) }, (_, i) => start + i);
    const beyond = [...this.byOrdinal.keys()].filter((ordinal) => ordinal < start || ordinal >= end).sort((a, b) => b - a);
    const maxUnavailable = this.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
    return {
      wanted: ordinals.map((ordinal) => this.ordinalView(ordinal)),
      condemned: beyond.map((ordinal) => this.ordinalView(ordinal)),
      ordered: this.spec.podManagementPolicy !== 'Parallel',
      rollingUpdate: this.spec.updateStrategy?.type !== 'OnDelete',
      partition: this.partition,
      maxUnavailable: maxUnavailable === undefined ? 1 : Math.max(1, intOrPercent(maxUnavailable, this.replicas, 'down')),
    };
  }

  private ordinalView(ordinal: number): OrdinalView {
    const pod = this.byOrdinal.get(ordinal);
    if (pod === undefined) return { ordinal, state: 'missing', pending: false, ready: false, available: false, updated: false };
    const state = pod.deletedUs !== null ? 'terminating' : isTerminal(pod) ? 'ended' : 'present';
    return {
      ordinal,
      state,
      pending: pod.phase === 'Pending',
      ready: pod.ready,
      available: pod.available,
      updated: pod.template.hash === this.update.hash,
    };
  }

  private create(ordinal: number): void {
    const ended = this.byOrdinal.get(ordinal);
    if (ended !== undefined) this.state.removePod(ended);
    const template = ordinal < (this.spec.ordinals?.start ?? 0) + this.partition ? this.current : this.update;
    const name = `${this.name}-${ordinal}`;
    const labels = { ...template.labels, 'statefulset.kubernetes.io/pod-name': name, 'apps.kubernetes.io/pod-index': String(ordinal) };
    this.byOrdinal.set(ordinal, this.state.createPod({ name, template, owner: this, ownerName: this.ownerName, labels, index: ordinal }));
    if (this.spec.podManagementPolicy === 'Parallel') this.state.touch(this);
  }

  private finishUpdate(): void {
    if (this.update === this.current) return;
    const pods = [...this.byOrdinal.values()];
    if (pods.length < this.replicas || !pods.every((pod) => isActive(pod) && pod.available && pod.template.hash === this.update.hash)) return;
    this.current = this.update;
    this.state.note(
      'rollout-finished',
      this.ownerName,
      `statefulset rolling update complete ${this.replicas} pods at revision ${this.name}-${this.update.hash}`,
    );
  }
}
