import type { NodeAffinity } from 'kubernetes-types/core/v1';
import { equalities } from './label-selector.js';
import { anyNodeTermMatches, type LabelledNode, type NodeTerm, nodeTerm } from './node-selector.js';
import { meetsAll, type Requirement } from './requirement.js';

/** nodeSelector AND required terms; null parts ask for nothing. */
export interface RequiredNodeAffinity {
  readonly nodeSelector: readonly Requirement[];
  readonly terms: readonly NodeTerm[] | null;
}

export interface PreferredNodeTerm {
  readonly weight: number;
  readonly term: NodeTerm;
}

export function requiredNodeAffinity(nodeSelector: Readonly<Record<string, string>> | undefined, affinity: NodeAffinity | undefined): RequiredNodeAffinity {
  const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return { nodeSelector: equalities(nodeSelector), terms: required ? (required.nodeSelectorTerms ?? []).map(nodeTerm) : null };
}

export const asksNothing = (affinity: RequiredNodeAffinity): boolean => affinity.nodeSelector.length === 0 && affinity.terms === null;

export function admitsNode(affinity: RequiredNodeAffinity, node: LabelledNode): boolean {
  if (!meetsAll(node.labels, affinity.nodeSelector)) return false;
  return affinity.terms === null || anyNodeTermMatches(affinity.terms, node);
}

export function preferredNodeTerms(affinity: NodeAffinity | undefined): PreferredNodeTerm[] {
  return (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .filter((p) => p.weight !== 0)
    .map((p) => ({ weight: p.weight, term: nodeTerm(p.preference) }));
}
