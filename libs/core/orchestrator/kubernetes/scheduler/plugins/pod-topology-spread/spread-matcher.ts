import type { PodMatcher } from '../../snapshot/match-index.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';
import type { Selector } from '../../selectors/label-selector.js';

const made = new WeakMap<SpreadConstraint, { readonly namespace: string; readonly matcher: PodMatcher }>();

/** Those that a constraint of a pod of that namespace spreads; made once. */
export function spreadBy(constraint: SpreadConstraint, namespace: string): PodMatcher {
  const known = made.get(constraint);
  if (known?.namespace === namespace) return known.matcher;
  const matcher = spreadTogether(namespace, constraint.selector);
  made.set(constraint, { namespace, matcher });
  return matcher;
}

/** Pods of the namespace that are spread together. Those asked to end no longer count; an empty selector counts nobody. */
const spreadTogether = (namespace: string, selector: Selector): PodMatcher => ({
  text: selector.empty ? 'spread|nobody' : `spread|${namespace}|${selector.text}`,
  countsTerminating: false,
  matches: (pod) => !selector.empty && pod.namespace === namespace && selector.matches(pod.labels),
});
