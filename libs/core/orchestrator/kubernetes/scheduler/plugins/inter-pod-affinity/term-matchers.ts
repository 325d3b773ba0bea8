import { type AffinityTerm, allOwnTermsMatch, type NamespaceLabels, ownTermMatches } from '../../snapshot/affinity-term.js';
import type { PodMatcher } from '../../snapshot/match-index.js';
import type { PodTerms } from '../../snapshot/pod-rules.js';

interface Made {
  readonly namespaceLabels: NamespaceLabels;
  readonly matcher: PodMatcher;
}
const madeFor = new WeakMap<AffinityTerm | PodTerms, Made>();

function once(key: AffinityTerm | PodTerms, namespaceLabels: NamespaceLabels, make: () => PodMatcher): PodMatcher {
  const known = madeFor.get(key);
  if (known?.namespaceLabels === namespaceLabels) return known.matcher;
  const matcher = make();
  madeFor.set(key, { namespaceLabels, matcher });
  return matcher;
}

/** Pods that one term of the pod in question means. Pods asked to end still count: they hold their place. */
export const meantBy = (term: AffinityTerm, namespaceLabels: NamespaceLabels): PodMatcher =>
  once(term, namespaceLabels, () => ({
    text: `term|${term.text}`,
    countsTerminating: true,
    matches: (pod) => ownTermMatches(term, pod, namespaceLabels),
  }));

/** Pods that every one of the terms means. */
export const meantByAll = (terms: readonly AffinityTerm[], namespaceLabels: NamespaceLabels): PodMatcher =>
  terms.length === 1
    ? meantBy(terms[0] as AffinityTerm, namespaceLabels)
    : {
        text: `terms|${terms.map((t) => t.text).join('|')}`,
        countsTerminating: true,
        matches: (pod) => allOwnTermsMatch(terms, pod, namespaceLabels),
      };

/** Pods with exactly these terms. */
export const heldBy = (terms: PodTerms): PodMatcher => ({
  text: `terms of|${terms.serial}`,
  countsTerminating: true,
  matches: (pod) => pod.terms === terms,
});
