import type { NodeId, PodId } from '#core/cluster';
import type { Application, NodePool } from '#core/scenario';
import type { WorldEvent } from '../world-event.js';
import { type NodeRecord, nodeTaints, type PodRecord, type Scalable } from '../kubernetes/index.js';
import { DECISION_TIME_FORMULA } from './decision-time.js';
import { labelKey, labelValue, nodeRequirements } from './node-requirements.js';
import { OpaqueNames } from './opaque-names.js';
import {
  PLUGIN_LIMITS,
  type PluginEvent,
  type PluginNode,
  type PluginPod,
  type PodState,
  PROTOCOL_VERSION,
  type StartMessage,
  type StepMessage,
} from './protocol.js';
import type { Refusal } from './refusal.js';

type Metrics = Extract<WorldEvent, { kind: 'metrics' }>;

/**
 * What one plugin has been told and will be told next. Things go by opaque names; what happens is kept until the next step.
 * Some of it is worth asking the plugin about at once, the rest goes along with the next that is.
 */
export class PluginView {
  readonly names: OpaqueNames;
  /** By the plugin's names. */
  readonly nodeIds = new Map<string, NodeId>();
  /** Something happened that the plugin should decide about. */
  isUrgent = false;
  private events: PluginEvent[] = [];
  private pending = new Map<PodId, PluginPod>();
  private readonly waiting = new Set<PodId>();
  private readonly replicas = new Map<string, number>();
  private steps = 0;

  constructor(
    seed: number | string,
    private readonly applications: readonly Pick<Application, 'name' | 'kind' | 'slo'>[],
    private readonly pools: readonly Pick<NodePool, 'name' | 'count' | 'min' | 'max'>[],
  ) {
    this.names = new OpaqueNames(seed);
  }

  /** The first message: the machines that are there, and what can be asked for. */
  start(): StartMessage {
    const nodes = this.events.flatMap((event) => (event.kind === 'node' ? [event.node] : []));
    this.events = this.events.filter((event) => event.kind !== 'node');
    return {
      type: 'start',
      protocol: PROTOCOL_VERSION,
      limits: { ...PLUGIN_LIMITS, decisionTimeUs: DECISION_TIME_FORMULA },
      nodes,
      pools: this.pools.map(({ name, count, min, max }) => ({ name: this.names.nameOf('pool', name), nodes: count, min, max })),
      apps: this.applications.map(({ name, kind, slo }) => ({
        name: this.names.nameOf('app', name),
        kind,
        sloLatencyUs: slo?.latencyUs ?? null,
        sloTarget: slo?.target ?? null,
      })),
    };
  }

  /** All that happened since the last one. */
  takeStep(nowUs: number, scalables: readonly Scalable[]): StepMessage {
    for (const scalable of scalables) this.workload(scalable);
    const step: StepMessage = { type: 'step', step: ++this.steps, nowUs, events: this.events, pending: [...this.pending.values()], waiting: this.waiting.size };
    this.events = [];
    this.pending = new Map();
    this.isUrgent = false;
    return step;
  }

  node(record: NodeRecord): void {
    this.nodeIds.set(this.nodeName(record), record.id);
    this.tell({ kind: 'node', node: this.nodeOf(record) });
  }

  nodeGone(record: NodeRecord): void {
    this.tell({ kind: 'node-gone', node: this.nodeName(record) });
  }

  nodeLeaves(record: NodeRecord, atUs: number): void {
    this.tell({ kind: 'node-leaves', node: this.nodeName(record), atUs });
  }

  podPending(pod: PodRecord): void {
    this.waiting.add(pod.id);
    this.pending.set(pod.id, this.podOf(pod));
    this.isUrgent = true;
  }

  /** A pod that comes and goes between two steps is never told. */
  podState(pod: PodRecord, state: PodState, node: NodeRecord | null): void {
    this.waiting.delete(pod.id);
    if (this.pending.delete(pod.id)) return;
    this.events.push({ kind: 'pod', pod: this.podName(pod.id), state, node: node === null ? null : this.nodeName(node) });
    const makesRoom = state === 'gone' || state === 'succeeded' || state === 'failed';
    if (makesRoom && this.waiting.size > 0) this.isUrgent = true;
  }

  metrics({ pods, apps }: Metrics, isKnown: (id: PodId) => boolean): void {
    this.tell({
      kind: 'metrics',
      pods: pods.filter(({ pod }) => isKnown(pod)).map(({ pod, ...usage }) => ({ pod: this.podName(pod), ...usage })),
      apps: apps.map(({ app, ...usage }) => ({ app: this.names.nameOf('app', app), ...usage })),
    });
  }

  refused(step: number, decision: number, { code, text }: Refusal): void {
    this.tell({ kind: 'refused', step, decision, code, text });
  }

  readonly podName = (id: PodId): string => this.names.nameOf('pod', id);
  readonly workloadName = (namespace: string, ownerName: string): string => this.names.nameOf('workload', `${namespace}/${ownerName}`);

  nodeName({ facts }: NodeRecord): string {
    return this.names.nameOf('node', facts.labels['kubernetes.io/hostname'] ?? facts.name);
  }

  podOfName(name: string): PodId | undefined {
    return this.names.thingOf('pod', name) as PodId | undefined;
  }

  private tell(event: PluginEvent): void {
    this.events.push(event);
    this.isUrgent = true;
  }

  private workload({ namespace, ownerName, app, replicas }: Scalable): void {
    const name = this.workloadName(namespace, ownerName);
    if (this.replicas.get(name) === replicas) return;
    this.replicas.set(name, replicas);
    this.events.push({ kind: 'workload', workload: { name, app: this.names.nameOf('app', app), replicas } });
  }

  private nodeOf(record: NodeRecord): PluginNode {
    const { names } = this;
    const { zone, pool, spot, allocatable, podsMax } = record.facts;
    return {
      name: this.nodeName(record),
      zone: names.nameOf('zone', zone),
      pool: names.nameOf('pool', pool),
      spot,
      cpuMilli: allocatable.cpuMilli,
      memoryBytes: allocatable.memoryBytes,
      extended: { ...allocatable.extended },
      podsMax,
      labels: Object.fromEntries(Object.entries(record.labels).map(([key, value]) => [labelKey(names, key), labelValue(names, key, value)])),
      taints: nodeTaints(record).map(({ key, value, effect }) => ({ key: labelKey(names, key), value: labelValue(names, key, value), effect })),
      schedulable: !record.unschedulable,
      ready: record.health === 'ready',
    };
  }

  private podOf({ id, namespace, owner, ownerName, template, spec, work }: PodRecord): PluginPod {
    const { names } = this;
    const { requests, app, priority } = template;
    return {
      name: this.podName(id),
      workload: owner === null ? null : this.workloadName(namespace, ownerName),
      app: names.nameOf('app', app),
      batch: work !== null,
      cpuMilli: requests.cpuMilli,
      memoryBytes: requests.memoryBytes,
      extended: { ...requests.extended },
      priority,
      nodes: nodeRequirements(spec, names),
      tolerations: (spec.tolerations ?? []).map(({ key, operator, value, effect }) => ({
        operator: operator === 'Exists' ? ('Exists' as const) : ('Equal' as const),
        ...(key === undefined ? {} : { key: labelKey(names, key) }),
        ...(value === undefined ? {} : { value: labelValue(names, key ?? '', value) }),
        ...(effect === undefined ? {} : { effect }),
      })),
    };
  }
}
