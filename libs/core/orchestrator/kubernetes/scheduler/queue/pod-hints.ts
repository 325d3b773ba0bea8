import { NO_LABELS } from '../objects/labels.js';
import { type AffinityTerm, type NamespaceLabels, termMatches } from '../snapshot/affinity-term.js';
import { portsClash } from '../snapshot/host-ports.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import type { HintFacts } from './hint-facts.js';

/** Whether a pod that came to a node, or left one, may help a pod that the plugin turned down. */
export type PodHint = (waiting: PodTraits, moved: PodTraits, came: boolean, facts: HintFacts) => boolean;

function spreads(waiting: PodTraits, moved: PodTraits, { hardSpread }: HintFacts): boolean {
  return waiting.namespace === moved.namespace && hardSpread.some((c) => c.selector.matches(moved.labels));
}

/** Hints do not look up the labels of namespaces: a namespace selector counts as far as it accepts none. */
const UNLABELLED: NamespaceLabels = () => NO_LABELS;

const meansAll = (terms: readonly AffinityTerm[], pod: PodTraits): boolean => terms.length > 0 && terms.every((t) => termMatches(t, pod, UNLABELLED));

/** Kubernetes asks whether all anti-affinity terms mean the pod, though each of them alone repels. */
const podAffinity: PodHint = (waiting, moved, came) =>
  came ? meansAll(waiting.affinity, moved) : meansAll(waiting.antiAffinity, moved) || meansAll(moved.antiAffinity, waiting);

export const POD_HINTS: ReadonlyMap<string, PodHint> = new Map<string, PodHint>([
  ['NodeResourcesFit', (_waiting, _moved, came) => !came],
  ['NodePorts', (waiting, moved, came) => !came && waiting.hostPorts.some((a) => moved.hostPorts.some((b) => portsClash(a, b)))],
  ['PodTopologySpread', (waiting, moved, _came, facts) => spreads(waiting, moved, facts)],
  ['InterPodAffinity', podAffinity],
  // What they look at does not change with pods.
  ['NodeAffinity', () => false],
  ['NodeUnschedulable', () => false],
  ['TaintToleration', () => false],
  ['NodeName', () => false],
]);
