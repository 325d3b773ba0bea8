import type { PodMatcher } from '../../snapshot/match-index.js';
import type { Selector } from '../../selectors/label-selector.js';

/** Pods of the namespace that are spread together. Those asked to end no longer count; an empty selector counts nobody. */
export const spreadTogether = (namespace: string, selector: Selector): PodMatcher => ({
  text: selector.empty ? 'spread|nobody' : `spread|${namespace}|${selector.text}`,
  countsTerminating: false,
  matches: (pod) => !selector.empty && pod.namespace === namespace && selector.matches(pod.labels),
});
