import { allTermsMatch, type NamespaceLabels, termMatches } from '../snapshot/affinity-term.js';
import { portsClash } from '../snapshot/host-ports.js';
import type { PodTraits } from '../snapshot/pod-traits.js';

/** Whether a pod that came to a node, or left one, may help a pod that the plugin turned down. */
export type PodHint = (waiting: PodTraits, moved: PodTraits, came: boolean, namespaceLabels: NamespaceLabels) => boolean;

function spreads(waiting: PodTraits, moved: PodTraits): boolean {
  return waiting.namespace === moved.namespace && waiting.spread.some((c) => c.hard && c.selector.matches(moved.labels));
}

function endsAversion(waiting: PodTraits, moved: PodTraits, namespaceLabels: NamespaceLabels): boolean {
  return waiting.antiAffinity.some((t) => termMatches(t, moved, namespaceLabels)) || moved.antiAffinity.some((t) => termMatches(t, waiting, namespaceLabels));
}

export const POD_HINTS: ReadonlyMap<string, PodHint> = new Map<string, PodHint>([
  ['NodeResourcesFit', (_waiting, _moved, came) => !came],
  ['NodePorts', (waiting, moved, came) => !came && waiting.hostPorts.some((a) => moved.hostPorts.some((b) => portsClash(a, b)))],
  ['PodTopologySpread', (waiting, moved) => spreads(waiting, moved)],
  [
    'InterPodAffinity',
    (waiting, moved, came, namespaceLabels) => (came ? allTermsMatch(waiting.affinity, moved, namespaceLabels) : endsAversion(waiting, moved, namespaceLabels)),
  ],
  // What they look at does not change with pods.
  ['NodeAffinity', () => false],
  ['NodeUnschedulable', () => false],
  ['TaintToleration', () => false],
  ['NodeName', () => false],
]);
