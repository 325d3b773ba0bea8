import type { NodeTerm } from '../../selectors/node-selector.js';

/**
 * When every term names nodes by `metadata.name In […]`, only those come into question. null when some term does not.
 * Within a term all names must agree; terms are alternatives. Empty: the terms contradict each other.
 */
export function nodesNamed(terms: readonly NodeTerm[] | null): ReadonlySet<string> | null {
  if (terms === null || terms.length === 0) return null;
  const all = new Set<string>();
  for (const term of terms) {
    const lists = term.fields.filter((f) => f.key === 'metadata.name' && f.operator === 'In').map((f) => f.values);
    const [first, ...others] = lists;
    if (first === undefined) return null;
    for (const name of first) if (others.every((o) => o.has(name))) all.add(name);
  }
  return all;
}
