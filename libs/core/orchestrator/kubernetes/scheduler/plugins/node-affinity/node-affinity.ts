import type { NodeAffinity } from 'kubernetes-types/core/v1';
import type { Cycle, NodeFilter, NodeScorer, Plugin } from '../../cycle/plugin.js';
import { type Rejection, unresolvable } from '../../cycle/rejection.js';
import { admitsNode, asksNothing, type PreferredNodeTerm, preferredNodeTerms, requiredNodeAffinity } from '../../selectors/node-affinity.js';
import { nodeTermMatches } from '../../selectors/node-selector.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import { normalizeByMaximum } from '../normalize.js';
import { nodesNamed } from './nodes-named.js';

const name = 'NodeAffinity';
const POD_REJECTION = unresolvable(name, "node(s) didn't match Pod's node affinity/selector");
const ENFORCED_REJECTION = unresolvable(name, "node(s) didn't match scheduler-enforced node affinity");
const CONFLICT = unresolvable(name, 'pod affinity terms conflict');

function weightOf(terms: readonly PreferredNodeTerm[], node: NodeInfo): number {
  let sum = 0;
  for (const { weight, term } of terms) if (nodeTermMatches(term, node)) sum += weight;
  return sum;
}

/** nodeSelector, required and preferred node affinity; `addedAffinity` is the operator's, on top of every pod's own. */
export function nodeAffinity(addedAffinity: NodeAffinity | undefined): Plugin {
  const enforced = requiredNodeAffinity(undefined, addedAffinity);
  const enforcing = !asksNothing(enforced);
  const added = preferredNodeTerms(addedAffinity);

  function prepareFilter({ pod }: Cycle): NodeFilter | Rejection | null {
    const wanted = pod.traits.nodeAffinity;
    if (!enforcing && asksNothing(wanted)) return null;
    const onlyNodes = nodesNamed(wanted.terms);
    if (onlyNodes?.size === 0) return CONFLICT;
    const check = (node: NodeInfo): Rejection | null => {
      if (enforcing && !admitsNode(enforced, node)) return ENFORCED_REJECTION;
      return admitsNode(wanted, node) ? null : POD_REJECTION;
    };
    return { plugin: name, check, ...(onlyNodes ? { onlyNodes } : {}) };
  }

  function prepareScore({ pod }: Cycle): NodeScorer | null {
    const terms = [...added, ...pod.traits.preferredNodes];
    if (terms.length === 0) return null;
    return { score: (node) => weightOf(terms, node), normalize: (scores) => normalizeByMaximum(scores, false) };
  }
  return { name, local: true, prepareFilter, prepareScore };
}
