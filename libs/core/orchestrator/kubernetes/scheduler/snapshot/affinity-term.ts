import type { PodAffinityTerm, WeightedPodAffinityTerm } from 'kubernetes-types/core/v1';
import type { Labels } from '../objects/labels.js';
import { ownValues } from '../selectors/label-keys.js';
import { labelSelector, NOTHING, type Selector } from '../selectors/label-selector.js';

/** One term of pod (anti-)affinity, with the namespaces it means. */
export interface AffinityTerm {
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: Selector;
  /** 0 for required terms. */
  readonly weight: number;
  /** Equal text: the same pods match. */
  readonly text: string;
}

export interface MatchablePod {
  readonly namespace: string;
  readonly labels: Labels;
}

export type NamespaceLabels = (namespace: string) => Labels;

type RawTerm = PodAffinityTerm & { readonly matchLabelKeys?: string[]; readonly mismatchLabelKeys?: string[] };

export function affinityTerm(raw: RawTerm, owner: MatchablePod, weight = 0): AffinityTerm {
  const more = [...ownValues(raw.matchLabelKeys, owner.labels, 'In'), ...ownValues(raw.mismatchLabelKeys, owner.labels, 'NotIn')];
  const selector = labelSelector(raw.labelSelector, more);
  const listed = raw.namespaces ?? [];
  const own = listed.length === 0 && !raw.namespaceSelector;
  const namespaces = new Set(own ? [owner.namespace] : listed);
  const namespaceSelector = raw.namespaceSelector ? labelSelector(raw.namespaceSelector) : NOTHING;
  const text = `${selector.text};${JSON.stringify([...namespaces].sort())};${namespaceSelector.text}`;
  return { topologyKey: raw.topologyKey, selector, namespaces, namespaceSelector, weight, text };
}

export const weightedTerms = (list: readonly WeightedPodAffinityTerm[] | undefined, owner: MatchablePod): AffinityTerm[] =>
  (list ?? []).filter((w) => w.weight !== 0).map((w) => affinityTerm(w.podAffinityTerm, owner, w.weight));

export function termMatches(term: AffinityTerm, pod: MatchablePod, namespaceLabels: NamespaceLabels): boolean {
  const inReach = term.namespaces.has(pod.namespace) || (term.namespaceSelector !== NOTHING && term.namespaceSelector.matches(namespaceLabels(pod.namespace)));
  return inReach && term.selector.matches(pod.labels);
}

export function allTermsMatch(terms: readonly AffinityTerm[], pod: MatchablePod, namespaceLabels: NamespaceLabels): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, pod, namespaceLabels));
}
