import { SECOND } from '#core/units';
import type { Deployment as DeploymentObject } from 'kubernetes-types/apps/v1';
import type { PodTemplateSpec } from 'kubernetes-types/core/v1';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { nameOf, namespaceOf } from '../../control-plane/kubernetes-object.js';
import { isTerminal, type PodRecord } from '../../control-plane/pod-record.js';
import { admitTemplate, type PodTemplate, type PriorityOf, releaseImage } from '../../control-plane/pod-template.js';
import type { Workload } from '../../control-plane/workload.js';
import { ReplicaSet, type ReplicaSetParent } from '../replica-set/replica-set.js';
import type { DeploymentView, SetScale, SetView } from './deployment-view.js';
import { newSetReplicas, reconcileDeployment } from './reconcile-deployment.js';
import { isRollingUpdate, rolloutLimits } from './rollout-limits.js';

/** Moves pods from the ReplicaSets of older templates to the one of the present template. */
export class Deployment implements Workload, ReplicaSetParent {
  readonly key: string;
  readonly ownerName: string;
  readonly name: string;
  readonly namespace: string;
  readonly pods = new Set<PodRecord>();
  replicas = 1;
  private spec: NonNullable<DeploymentObject['spec']>;
  private template: PodTemplate;
  private sets: ReplicaSet[] = [];
  private revision = 0;
  private statusReplicas = 0;
  private progress = '';
  private progressedUs = 0;
  private forgetDeadline: () => void = () => undefined;
  private rollout: 'none' | 'going' | 'stalled' = 'none';

  constructor(
    private readonly state: ClusterState,
    private readonly priorityOf: PriorityOf,
    object: DeploymentObject,
  ) {
    this.name = nameOf(object);
    this.namespace = namespaceOf(object);
    this.key = `Deployment/${this.namespace}/${this.name}`;
    this.ownerName = `deployment/${this.name}`;
    this.spec = object.spec as NonNullable<DeploymentObject['spec']>;
    this.template = this.admit();
    this.replicas = this.spec.replicas ?? 1;
  }

  get minReadySeconds(): number {
    return this.spec.minReadySeconds ?? 0;
  }
  get scale(): number {
    return this.replicas;
  }
  get app(): string {
    return this.template.app;
  }
  get podTemplate(): PodTemplateSpec {
    return this.spec.template;
  }

  tally(): void {}

  /** A new version of the object; what it does not say about replicas stays as it is. */
  apply(object: DeploymentObject): void {
    this.spec = object.spec as NonNullable<DeploymentObject['spec']>;
    this.template = this.admit();
    this.replicas = this.spec.replicas ?? this.replicas;
    const known = this.newSet;
    if (known !== undefined && known.revision !== this.revision) {
      known.revision = ++this.revision;
      this.startRollout(`Found replica set ${known.name}`);
    }
    this.state.touch(this);
  }

  setReplicas(replicas: number): void {
    if (replicas === this.replicas) return;
    this.replicas = replicas;
    this.state.touch(this);
  }

  release(app: string, image: string): void {
    const template = releaseImage(this.spec.template, app, image);
    if (template === this.spec.template) return;
    this.apply({ spec: { ...this.spec, template, replicas: this.replicas } });
  }

  *relatedPods(): Iterable<PodRecord> {
    for (const set of this.sets) yield* set.pods;
  }

  reconcile(): void {
    this.followProgress();
    const wants = reconcileDeployment(this.view());
    if (wants === 'create-new-set') this.createNewSet();
    else if (!this.scaleSets(wants)) return;
    this.state.touch(this);
  }

  /** Pods of a Deployment carry the hash of their template as a label. */
  private admit(): PodTemplate {
    const template = admitTemplate(this.namespace, this.spec.template, this.priorityOf);
    return { ...template, labels: { ...template.labels, 'pod-template-hash': template.hash } };
  }

  private get newSet(): ReplicaSet | undefined {
    return this.sets.find((set) => set.template.hash === this.template.hash);
  }

  private view(): DeploymentView {
    const newSet = this.newSet;
    const oldSets = this.sets.filter((set) => set !== newSet);
    const rolling = isRollingUpdate(this.spec.strategy);
    return {
      replicas: this.replicas,
      rolling,
      paused: this.spec.paused ?? false,
      limits: rolloutLimits(this.spec.strategy, this.replicas),
      statusReplicas: this.statusReplicas,
      newSet: newSet === undefined ? null : this.setView(newSet),
      oldSets: oldSets.map((set) => this.setView(set)),
      oldPodsRunning: !rolling && oldSets.some((set) => [...set.pods].some((pod) => !isTerminal(pod))),
    };
  }

  private setView(set: ReplicaSet): SetView {
    const { replicas, available, maxAnnotation: maxReplicas, desiredAnnotation: desiredReplicas } = set;
    return { age: this.sets.indexOf(set), replicas, available, maxReplicas, desiredReplicas };
  }

  private createNewSet(): void {
    const limits = rolloutLimits(this.spec.strategy, this.replicas);
    const total = this.sets.reduce((sum, set) => sum + set.replicas, 0);
    const replicas = newSetReplicas(this.replicas, isRollingUpdate(this.spec.strategy), limits, 0, total);
    this.revision++;
    const { name, template, ownerName, minReadySeconds, revision } = this;
    const set = new ReplicaSet(this.state, { name: `${name}-${template.hash}`, template, ownerName, minReadySeconds, revision }, 0, this);
    this.sets.push(set);
    this.state.workloads.set(set.key, set);
    this.startRollout(`Created new replica set ${set.name}`);
    this.annotate([set]);
    if (replicas > 0) this.resize(set, replicas);
  }

  private startRollout(text: string): void {
    this.rollout = 'going';
    this.progressedUs = this.state.nowUs;
    this.watchDeadline();
    this.state.note('rollout-started', this.ownerName, text);
  }

  /** Says whether anything changed. */
  private scaleSets(wants: readonly SetScale[]): boolean {
    let changed = false;
    for (const { age, replicas } of wants) {
      const set = this.sets[age];
      if (set === undefined || set.replicas === replicas) continue;
      this.resize(set, replicas);
      changed = true;
    }
    const stale = this.sets.some((set) => set.replicas > 0 && set.desiredAnnotation !== this.replicas);
    if (changed || stale) this.annotate(this.sets.filter((set) => set.replicas > 0));
    return changed || stale;
  }

  private resize(set: ReplicaSet, replicas: number): void {
    const direction = replicas > set.replicas ? 'up' : 'down';
    this.state.note('scaled', this.ownerName, `Scaled ${direction} replica set ${set.name} from ${set.replicas} to ${replicas}`);
    set.setReplicas(replicas);
  }

  private annotate(sets: readonly ReplicaSet[]): void {
    for (const set of sets) {
      set.desiredAnnotation = this.replicas;
      set.maxAnnotation = this.replicas + rolloutLimits(this.spec.strategy, this.replicas).surge;
    }
  }

  /** status and the Progressing condition, as one sync writes them. */
  private followProgress(): void {
    const total = this.sets.reduce((sum, set) => sum + set.active, 0);
    const newSet = this.newSet;
    this.statusReplicas = total;
    const sum = (count: (set: ReplicaSet) => number) => this.sets.reduce((all, set) => all + count(set), 0);
    const progress = `${newSet?.active} ${total} ${sum((set) => set.ready)} ${sum((set) => set.available)}`;
    if (progress === this.progress) return;
    this.progress = progress;
    this.progressedUs = this.state.nowUs;
    const complete = newSet !== undefined && newSet.active === this.replicas && total === this.replicas && newSet.available === this.replicas;
    if (complete) this.finishRollout();
  }

  private finishRollout(): void {
    this.forgetDeadline();
    if (this.rollout === 'none') return;
    this.rollout = 'none';
    this.state.note('rollout-finished', this.ownerName, `deployment "${this.name}" successfully rolled out`);
    const newSet = this.newSet;
    const idle = this.sets.filter((set) => set !== newSet && set.replicas === 0 && set.pods.size === 0);
    for (const set of idle.slice(0, Math.max(0, idle.length - (this.spec.revisionHistoryLimit ?? 10)))) {
      this.sets.splice(this.sets.indexOf(set), 1);
      this.state.workloads.delete(set.key);
    }
  }

  /** The condition changes one second after the deadline, both counted in whole seconds. */
  private watchDeadline(): void {
    this.forgetDeadline();
    const from = this.progressedUs;
    const deadlineUs = (Math.floor(from / SECOND) + (this.spec.progressDeadlineSeconds ?? 600) + 1) * SECOND;
    this.forgetDeadline = this.state.timers.at(deadlineUs, () => {
      if (this.rollout !== 'going') return;
      if (this.progressedUs > from) return this.watchDeadline();
      this.rollout = 'stalled';
      this.state.note('rollout-stalled', this.ownerName, `ReplicaSet "${this.newSet?.name}" has timed out progressing.`);
    });
  }
}
