import type { FeatureGates } from '../configuration/scheduler-options.js';
import type { PodObject, PodSpecObject } from '../objects/api-objects.js';
import type { AffinityTerm } from './affinity-term.js';
import type { Amounts } from './amounts.js';
import { type HostPort, hostPorts } from './host-ports.js';
import { imagesOf } from './image-names.js';
import { Interned } from './interned.js';
import { requestsOf } from './pod-amounts.js';
import { type PodRules, RulesCache } from './pod-rules.js';

/** All that scheduling needs to know of a pod's namespace, labels and spec, read once. Pods of one template share it. */
export interface PodTraits extends PodRules {
  readonly rules: PodRules;
  /** Another pod came with the very same spec and labels. */
  shared: boolean;
  readonly priority: number;
  readonly preempts: boolean;
  readonly nodeName: string;
  readonly schedulerName: string;
  readonly requests: Amounts;
  /** With 100m and 200Mi for each container that asks for none: as it counts once it runs, and while it looks for a node. */
  readonly assumedRequests: Amounts;
  readonly comparedRequests: Amounts;
  readonly hostPorts: readonly HostPort[];
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];
  readonly images: readonly string[];
  /** Init containers and containers. */
  readonly containers: number;
}

const NO_SPEC: PodSpecObject = {};

function traitsOf(spec: PodSpecObject, rules: PodRules): PodTraits {
  const { namespace, labels, tolerations, nodeAffinity, preferredNodes, spread, terms, hasPodAffinity, nodeText } = rules;
  const { requests, assumed, compared } = requestsOf(spec);
  return {
    rules,
    shared: false,
    namespace,
    labels,
    tolerations,
    nodeAffinity,
    preferredNodes,
    spread,
    terms,
    hasPodAffinity,
    nodeText,
    affinity: terms.affinity,
    antiAffinity: terms.antiAffinity,
    preferredAffinity: terms.preferredAffinity,
    preferredAntiAffinity: terms.preferredAntiAffinity,
    priority: spec.priority ?? 0,
    preempts: spec.preemptionPolicy !== 'Never',
    nodeName: spec.nodeName ?? '',
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    requests,
    assumedRequests: assumed,
    comparedRequests: compared,
    hostPorts: hostPorts(spec),
    images: imagesOf(spec),
    containers: (spec.initContainers?.length ?? 0) + (spec.containers?.length ?? 0),
  };
}

const UNLABELLED = {};
/** So many specs are remembered of each generation, and of one spec so many labels. */
const MOST = 4096;

/** Of one spec: the traits with the labels met first, which are mostly the only ones, and with others. */
interface KnownTraits {
  readonly labels: object | undefined;
  readonly traits: PodTraits;
  others: Interned<object, Map<string, PodTraits>> | null;
}

/** Remembers traits by the identity of a template's spec and labels. */
export class TraitsCache {
  private readonly rules: RulesCache;
  private readonly known = new Interned<object, KnownTraits>(MOST);

  constructor(gates: FeatureGates = {}) {
    this.rules = new RulesCache(gates);
  }

  of(pod: PodObject): PodTraits {
    const namespace = pod.metadata?.namespace || 'default';
    const labels = pod.metadata?.labels;
    const known = this.known.get(pod.spec ?? NO_SPEC);
    if (known?.labels === labels && known?.traits.namespace === namespace) {
      known.traits.shared = true;
      return known.traits;
    }
    if (known) return this.other(known, namespace, pod);
    const traits = this.compile(namespace, pod);
    this.known.set(pod.spec ?? NO_SPEC, { labels, traits, others: null });
    return traits;
  }

  private other(known: KnownTraits, namespace: string, pod: PodObject): PodTraits {
    known.others ??= new Interned(MOST);
    const key = pod.metadata?.labels ?? UNLABELLED;
    const byNamespace = known.others.of(key, () => new Map<string, PodTraits>());
    const traits = byNamespace.get(namespace);
    if (traits !== undefined) {
      traits.shared = true;
      return traits;
    }
    const made = this.compile(namespace, pod);
    byNamespace.set(namespace, made);
    return made;
  }

  private compile(namespace: string, pod: PodObject): PodTraits {
    const spec = pod.spec ?? NO_SPEC;
    return traitsOf(spec, this.rules.of(namespace, pod.metadata?.labels, spec));
  }
}
