import type { NodeId } from '#core/cluster';
import type { DaemonSet as DaemonSetObject } from 'kubernetes-types/apps/v1';
import type { PodSpec, PodTemplateSpec, Toleration } from 'kubernetes-types/core/v1';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { intOrPercent } from '../../control-plane/int-or-percent.js';
import { nameOf, namespaceOf } from '../../control-plane/kubernetes-object.js';
import { type NodeRecord, nodeTaints } from '../../control-plane/node-record.js';
import { isTerminal, type PodRecord } from '../../control-plane/pod-record.js';
import { admitTemplate, type PodTemplate, type PriorityOf, releaseImage } from '../../control-plane/pod-template.js';
import type { Workload } from '../../control-plane/workload.js';
import { FailureBackoff } from './failure-backoff.js';
import { nodeEligibility } from './node-eligibility.js';
import { type DaemonNode, rollDaemons } from './roll-daemons.js';

const ADDED_TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];

/** One pod on every node that suits it. */
export class DaemonSet implements Workload {
  readonly key: string;
  readonly ownerName: string;
  readonly pods = new Set<PodRecord>();
  private readonly name: string;
  private readonly namespace: string;
  private readonly onNode = new Map<NodeId, Set<PodRecord>>();
  private readonly attention = new Set<NodeId>();
  private spec: NonNullable<DaemonSetObject['spec']>;
  private template: PodTemplate;
  private rolling = false;
  private readonly failures = new FailureBackoff();

  constructor(
    private readonly state: ClusterState,
    private readonly priorityOf: PriorityOf,
    object: DaemonSetObject,
  ) {
    this.name = nameOf(object);
    this.namespace = namespaceOf(object);
    this.key = `DaemonSet/${this.namespace}/${this.name}`;
    this.ownerName = `daemonset/${this.name}`;
    this.spec = object.spec as NonNullable<DaemonSetObject['spec']>;
    this.template = this.admit(this.spec.template);
    state.daemons.add(this);
    for (const id of state.nodes.keys()) this.attention.add(id);
  }

  get minReadySeconds(): number {
    return this.spec.minReadySeconds ?? 0;
  }
  get scale(): number {
    return this.onNode.size;
  }

  /** Nodes that shall have one: `desiredNumberScheduled`. */
  private get desired(): number {
    let count = 0;
    for (const node of this.state.nodes.values()) if (this.eligibility(node).run) count++;
    return count;
  }

  tally(): void {}

  apply(object: DaemonSetObject): void {
    this.spec = object.spec as NonNullable<DaemonSetObject['spec']>;
    const template = this.admit(this.spec.template);
    if (template.hash !== this.template.hash) {
      this.rolling = true;
      this.state.note('rollout-started', this.ownerName, `revision ${this.name}-${template.hash}`);
    }
    this.template = template;
    for (const id of this.state.nodes.keys()) this.attention.add(id);
    this.state.touch(this);
  }

  release(app: string, image: string): void {
    const template = releaseImage(this.spec.template, app, image);
    if (template !== this.spec.template) this.apply({ spec: { ...this.spec, template } });
  }

  nodeChanged(id: NodeId): void {
    this.attention.add(id);
    this.state.touch(this);
  }

  podEnded(pod: PodRecord): void {
    if (!this.state.pods.has(pod.id)) this.onNode.get(pod.index)?.delete(pod);
    this.attention.add(pod.index);
    this.state.touch(this);
  }

  reconcile(): void {
    if (this.rolling) for (const id of this.onNode.keys()) this.attention.add(id);
    for (const id of [...this.attention]) {
      this.attention.delete(id);
      this.tend(id);
    }
    if (this.rolling) this.roll();
  }

  private admit(template: PodTemplateSpec): PodTemplate {
    const spec = template.spec ?? { containers: [] };
    return admitTemplate(this.namespace, { ...template, spec: { ...spec, tolerations: [...(spec.tolerations ?? []), ...ADDED_TOLERATIONS] } }, this.priorityOf);
  }

  /** Pods on the node that still count: a finished or ending one is as good as gone when its process has ended. */
  private present(id: NodeId): PodRecord[] {
    return [...(this.onNode.get(id) ?? [])].filter((pod) => !isTerminal(pod));
  }

  private tend(id: NodeId): void {
    const node = this.state.nodes.get(id);
    if (node === undefined) {
      this.onNode.delete(id);
      return;
    }
    const { run, stay } = this.eligibility(node);
    if (this.clearEnded(id)) return;
    const pods = this.present(id);
    if (!stay) for (const pod of pods) this.state.deletePod(pod);
    else if (!run || pods.length > 0) return;
    else if (this.state.apiCalls(this, 1) === 1) this.create(node);
    else this.attention.add(id);
  }

  private eligibility(node: NodeRecord): ReturnType<typeof nodeEligibility> {
    const { spec } = this.template;
    return nodeEligibility(spec, spec.tolerations ?? [], { name: node.facts.name, labels: node.labels, taints: nodeTaints(node) });
  }

  /** Removes pods that have ended; a failed one only when the node's back-off is over. Says whether the node has to wait for that. */
  private clearEnded(id: NodeId): boolean {
    const { nowUs, timers } = this.state;
    for (const pod of [...(this.onNode.get(id) ?? [])]) {
      if (!isTerminal(pod) || pod.deletedUs !== null) continue;
      const until = pod.phase === 'Failed' ? this.failures.waitUntil(id, nowUs) : nowUs;
      if (until > nowUs) {
        timers.at(until, () => this.nodeChanged(id));
        return true;
      }
      this.state.removePod(pod);
    }
    return false;
  }

  private create(node: NodeRecord): void {
    const term = { matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: [node.facts.name] }] };
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } };
    const spec: PodSpec = { ...this.template.spec, affinity: { ...this.template.spec.affinity, nodeAffinity } };
    const name = `${this.name}-${this.state.nameSuffix()}`;
    const pod = this.state.createPod({ name, template: this.template, owner: this, ownerName: this.ownerName, spec, index: node.id });
    const there = this.onNode.get(node.id);
    if (there === undefined) this.onNode.set(node.id, new Set([pod]));
    else there.add(pod);
  }

  private roll(): void {
    const { type, rollingUpdate } = this.spec.updateStrategy ?? {};
    if (type === 'OnDelete') return;
    const total = this.desired;
    const maxSurge = intOrPercent(rollingUpdate?.maxSurge, total, 'up');
    const asked = intOrPercent(rollingUpdate?.maxUnavailable ?? 1, total, 'up');
    // Percentages of nothing may leave it without either.
    const maxUnavailable = asked === 0 && maxSurge === 0 ? 1 : asked;
    const nodes = [...this.onNode.keys()].map((id) => this.daemonNode(id));
    const { remove, surge } = rollDaemons(nodes, { maxUnavailable, maxSurge });
    for (const id of remove) for (const pod of this.present(id)) if (pod.template.hash !== this.template.hash) this.state.deletePod(pod);
    for (const id of surge) {
      const node = this.state.nodes.get(id);
      if (node !== undefined) this.create(node);
    }
    if (nodes.some(({ old, fresh }) => old !== null || !fresh?.available)) return;
    this.rolling = false;
    this.state.note('rollout-finished', this.ownerName, `daemon set "${this.name}" successfully rolled out`);
  }

  private daemonNode(node: NodeId): DaemonNode {
    const pods = this.present(node).filter((pod) => pod.deletedUs === null);
    return {
      node,
      old: pods.find((pod) => pod.template.hash !== this.template.hash) ?? null,
      fresh: pods.find((pod) => pod.template.hash === this.template.hash) ?? null,
    };
  }
}
