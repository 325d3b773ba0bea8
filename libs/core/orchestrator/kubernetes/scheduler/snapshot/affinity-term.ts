import type { PodAffinityTerm, WeightedPodAffinityTerm } from 'kubernetes-types/core/v1';
import { type Labels, NO_LABELS } from '../objects/labels.js';
import { ownValues } from '../selectors/label-keys.js';
import { labelSelector, NOTHING, type Selector } from '../selectors/label-selector.js';

/** One term of pod (anti-)affinity, with the namespaces it means. */
export interface AffinityTerm {
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: Selector;
  /** The namespace selector accepts a namespace without labels. */
  readonly acceptsUnlabelled: boolean;
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
  const acceptsUnlabelled = namespaceSelector.matches(NO_LABELS);
  return { topologyKey: raw.topologyKey, selector, namespaces, namespaceSelector, acceptsUnlabelled, weight, text };
}

export const weightedTerms = (list: readonly WeightedPodAffinityTerm[] | undefined, owner: MatchablePod): AffinityTerm[] =>
  (list ?? []).filter((w) => w.weight !== 0).map((w) => affinityTerm(w.podAffinityTerm, owner, w.weight));

/** A running pod's term against the pod in question. */
export function termMatches(term: AffinityTerm, pod: MatchablePod, namespaceLabels: NamespaceLabels): boolean {
  const inReach = term.namespaces.has(pod.namespace) || (term.namespaceSelector !== NOTHING && term.namespaceSelector.matches(namespaceLabels(pod.namespace)));
  return inReach && term.selector.matches(pod.labels);
}

/**
 * A term of the pod in question against a running pod. Kubernetes 1.36 looks up the namespaces that the selector means and
 * then asks the selector once more, with no labels at all: one that accepts those (`DoesNotExist`) means every namespace.
 */
export const ownTermMatches = (term: AffinityTerm, pod: MatchablePod, namespaceLabels: NamespaceLabels): boolean =>
  term.acceptsUnlabelled ? term.selector.matches(pod.labels) : termMatches(term, pod, namespaceLabels);

export const allOwnTermsMatch = (terms: readonly AffinityTerm[], pod: MatchablePod, namespaceLabels: NamespaceLabels): boolean =>
  terms.length > 0 && terms.every((term) => ownTermMatches(term, pod, namespaceLabels));
