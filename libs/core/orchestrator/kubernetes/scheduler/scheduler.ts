import { type Profile, profilesOf } from './configuration/profile.js';
import type { RawConfiguration } from './configuration/raw-configuration.js';
import type { SchedulerOptions } from './configuration/scheduler-options.js';
import { Attempts } from './cycle/attempt.js';
import { explainAttempt, placementOf, quickPlacement } from './cycle/describe-attempt.js';
import { PreparedFilters } from './cycle/prepared-filters.js';
import { type Rejection, unresolvable } from './cycle/rejection.js';
import type { ExplainedPlacement, Placement } from './cycle/placement.js';
import type { DisruptionBudgetObject, NamespaceObject, NodeObject, PodObject } from './objects/api-objects.js';
import { ConstraintsOf } from './plugins/pod-topology-spread/default-constraints.js';
import type { HintFactsOf } from './queue/hint-facts.js';
import { ClusterSnapshot } from './snapshot/cluster-snapshot.js';
import type { NodeInfo } from './snapshot/node-info.js';
import { type PodInfo, podInfo } from './snapshot/pod-info.js';
import { TraitsCache } from './snapshot/pod-traits.js';

/** The Kubernetes scheduler over a cluster that it is told about. Pure: no clock, no queue; see `queue/` for when to try again. */
export class Scheduler {
  readonly cluster = new ClusterSnapshot();
  private readonly traits: TraitsCache;

  private readonly profiles: ReadonlyMap<string, Profile>;
  private readonly first: Profile;
  private readonly attempts: Attempts;

  constructor(options: SchedulerOptions = {}) {
    const { configuration = {}, version = '1.36', ties = version === '1.34' ? 'uniform' : 'heap', seed = 0 } = options;
    this.traits = new TraitsCache(options.featureGates);
    this.profiles = profilesOf((configuration ?? {}) as RawConfiguration, version);
    this.first = this.profiles.values().next().value as Profile;
    this.attempts = new Attempts(this.cluster, ties, seed, options.extenders ?? null);
  }

  addNode(node: NodeObject): NodeInfo {
    return this.cluster.addNode(node);
  }

  updateNode(node: NodeObject): void {
    this.cluster.updateNode(node);
  }

  /** Its pods go with it. */
  removeNode(name: string): void {
    this.cluster.removeNode(name);
  }

  /** Reads a pod. Pods whose `spec` and `labels` are the same objects are read once: hand in a template's own. */
  pod(pod: PodObject): PodInfo {
    return podInfo(pod, this.traits.of(pod));
  }

  /** The pod counts on the node from now on: what binding, assuming and hearing of a bound pod have in common. */
  bind(pod: PodInfo, node: string): void {
    this.cluster.nominate(pod, null);
    this.cluster.addPod(pod, node);
  }

  /** The pod is gone, from its node or from among the pending. */
  remove(pod: PodInfo): void {
    this.cluster.nominate(pod, null);
    this.cluster.removePod(pod);
  }

  /** The pod was asked to end: it keeps its resources, but spreading no longer counts it. */
  terminating(pod: PodInfo): void {
    this.cluster.terminatePod(pod);
  }

  setNamespaces(list: readonly NamespaceObject[]): void {
    this.cluster.objects.setNamespaces(list);
    this.cluster.recount();
  }

  setDisruptionBudgets(list: readonly DisruptionBudgetObject[]): void {
    this.cluster.objects.budgets = list;
  }

  get setServices() {
    return this.cluster.objects.setServices.bind(this.cluster.objects);
  }
  get setReplicaSets() {
    return this.cluster.objects.setReplicaSets.bind(this.cluster.objects);
  }
  get setStatefulSets() {
    return this.cluster.objects.setStatefulSets.bind(this.cluster.objects);
  }
  get setReplicationControllers() {
    return this.cluster.objects.setReplicationControllers.bind(this.cluster.objects);
  }

  /** Finds a node, or whom to move away for one. Changes nothing but where sampling goes on: binding is the caller's. */
  schedule(pod: PodInfo): Placement {
    const profile = this.profileOf(pod);
    const quick = this.attempts.quick(pod, profile);
    return quick === null ? placementOf(this.attempts.run(pod, profile), profile, this.cluster) : quickPlacement(quick);
  }

  /** Why the pod may not go to that node by the filters alone; null: it may. The node must be there. */
  check(pod: PodInfo, name: string): Rejection | null {
    const node = this.cluster.node(name);
    if (node === undefined) throw new Error(`there is no node ${name}`);
    const filters = PreparedFilters.of({ pod, cluster: this.cluster }, this.profileOf(pod).filters);
    if (!(filters instanceof PreparedFilters)) return filters;
    return filters.onlyNodes?.has(name) === false ? unresolvable('NodeAffinity', 'the pod names other nodes') : filters.check(node);
  }

  /** The same with reasons, scores and words. */
  explain(pod: PodInfo): ExplainedPlacement {
    const profile = this.profileOf(pod);
    return explainAttempt(this.attempts.run(pod, profile), profile, this.cluster);
  }

  /** Room was, or will be, made for the pod there; null: no longer. */
  nominate(pod: PodInfo, node: string | null): void {
    this.cluster.nominate(pod, node);
  }

  /** Who of lower priority had been promised room there: it is taken from them for the preemptor. */
  promisedBelow(pod: PodInfo, node: string): readonly PodInfo[] {
    return [...(this.cluster.nominated.get(node) ?? [])].filter((p) => p.traits.priority < pod.traits.priority);
  }

  /** Whether one of the profiles is the pod's scheduler; nobody schedules the others. */
  responsibleFor(pod: PodInfo): boolean {
    return this.profiles.has(pod.traits.schedulerName);
  }

  readonly hintFacts: HintFactsOf = (pod) => {
    const { enforced, spread } = this.profileOf(pod);
    return { enforced, hardSpread: new ConstraintsOf(spread).of({ pod, cluster: this.cluster }).hard };
  };

  private profileOf(pod: PodInfo): Profile {
    return this.profiles.get(pod.traits.schedulerName) ?? this.first;
  }
}

export const createScheduler = (options: SchedulerOptions = {}): Scheduler => new Scheduler(options);
