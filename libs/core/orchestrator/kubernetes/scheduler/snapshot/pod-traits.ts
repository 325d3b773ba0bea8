import type { Toleration } from 'kubernetes-types/core/v1';
import type { FeatureGates } from '../configuration/scheduler-options.js';
import type { PodObject, PodSpecObject } from '../objects/api-objects.js';
import { type Labels, labelsOf } from '../objects/labels.js';
import { type PreferredNodeTerm, preferredNodeTerms, type RequiredNodeAffinity, requiredNodeAffinity } from '../selectors/node-affinity.js';
import { type AffinityTerm, affinityTerm, weightedTerms } from './affinity-term.js';
import { type Amounts, amountsOf } from './amounts.js';
import { type HostPort, hostPorts } from './host-ports.js';
import { imagesOf } from './image-names.js';
import { podRequests } from './pod-requests.js';
import { type SpreadConstraint, spreadConstraint } from './spread-constraint.js';

/** All that scheduling needs to know of a pod's namespace, labels and spec, read once. Pods of one template share it. */
export interface PodTraits {
  /** Tells traits apart within one scheduler. */
  readonly serial: number;
  readonly namespace: string;
  readonly labels: Labels;
  readonly priority: number;
  readonly preempts: boolean;
  readonly nodeName: string;
  readonly schedulerName: string;
  readonly requests: Amounts;
  /** With 100m and 200Mi for each container that asks for none: as it counts once it runs, and while it looks for a node. */
  readonly assumedRequests: Amounts;
  readonly comparedRequests: Amounts;
  readonly hostPorts: readonly HostPort[];
  readonly tolerations: readonly Toleration[];
  readonly nodeAffinity: RequiredNodeAffinity;
  readonly preferredNodes: readonly PreferredNodeTerm[];
  readonly spread: readonly SpreadConstraint[];
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];
  readonly hasPodAffinity: boolean;
  readonly images: readonly string[];
  /** Init containers and containers. */
  readonly containers: number;
}

const NO_SPEC: PodSpecObject = {};

/** Operators that a switched-off feature brings tolerate nothing. */
const COMPARING: readonly string[] = ['Gt', 'Lt'];
const effective = (tolerations: readonly Toleration[], gates: FeatureGates): readonly Toleration[] =>
  gates.TaintTolerationComparisonOperators ? tolerations : tolerations.filter((t) => !COMPARING.includes(t.operator ?? ''));

export function compileTraits(
  namespace: string,
  rawLabels: Readonly<Record<string, string>> | undefined,
  spec: PodSpecObject = NO_SPEC,
  serial = 0,
  gates: FeatureGates = {},
): PodTraits {
  const labels = labelsOf(rawLabels);
  const self = { namespace, labels };
  const { podAffinity, podAntiAffinity, nodeAffinity } = spec.affinity ?? {};
  const affinity = (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => affinityTerm(t, self));
  const antiAffinity = (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => affinityTerm(t, self));
  const requests = podRequests(spec);
  const preferredAffinity = weightedTerms(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution, self);
  const preferredAntiAffinity = weightedTerms(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution, self);
  return {
    serial,
    namespace,
    labels,
    priority: spec.priority ?? 0,
    preempts: spec.preemptionPolicy !== 'Never',
    nodeName: spec.nodeName ?? '',
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    requests: amountsOf(requests.plain),
    assumedRequests: amountsOf(requests.assumed),
    comparedRequests: amountsOf(requests.compared),
    hostPorts: hostPorts(spec),
    tolerations: effective(spec.tolerations ?? [], gates),
    nodeAffinity: requiredNodeAffinity(spec.nodeSelector, nodeAffinity),
    preferredNodes: preferredNodeTerms(nodeAffinity),
    spread: (spec.topologySpreadConstraints ?? []).map((c) =>
      spreadConstraint(gates.MatchLabelKeysInPodTopologySpread === false ? { ...c, matchLabelKeys: [] } : c, labels),
    ),
    affinity,
    antiAffinity,
    preferredAffinity,
    preferredAntiAffinity,
    hasPodAffinity: affinity.length + antiAffinity.length + preferredAffinity.length + preferredAntiAffinity.length > 0,
    images: imagesOf(spec),
    containers: (spec.initContainers ?? []).length + (spec.containers ?? []).length,
  };
}

const UNLABELLED = {};

/** Of one spec: the traits with the labels met first, which are mostly the only ones, and with others. */
interface KnownTraits {
  readonly labels: object | undefined;
  readonly traits: PodTraits;
  others: WeakMap<object, Map<string, PodTraits>> | null;
}

/** Remembers traits by the identity of a template's spec and labels. */
export class TraitsCache {
  private serial = 0;
  private readonly known = new WeakMap<object, KnownTraits>();

  constructor(private readonly gates: FeatureGates = {}) {}

  of(pod: PodObject): PodTraits {
    const namespace = pod.metadata?.namespace || 'default';
    const labels = pod.metadata?.labels;
    const known = this.known.get(pod.spec ?? NO_SPEC);
    if (known?.labels === labels && known?.traits.namespace === namespace) return known.traits;
    if (known) return this.other(known, namespace, pod);
    const traits = this.compile(namespace, pod);
    this.known.set(pod.spec ?? NO_SPEC, { labels, traits, others: null });
    return traits;
  }

  private other(known: KnownTraits, namespace: string, pod: PodObject): PodTraits {
    known.others ??= new WeakMap();
    const key = pod.metadata?.labels ?? UNLABELLED;
    const byNamespace = known.others.get(key) ?? new Map<string, PodTraits>();
    known.others.set(key, byNamespace);
    const traits = byNamespace.get(namespace) ?? this.compile(namespace, pod);
    byNamespace.set(namespace, traits);
    return traits;
  }

  private compile(namespace: string, pod: PodObject): PodTraits {
    return compileTraits(namespace, pod.metadata?.labels, pod.spec ?? undefined, this.serial++, this.gates);
  }
}
