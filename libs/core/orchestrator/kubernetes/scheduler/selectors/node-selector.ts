import type { NodeSelectorRequirement, NodeSelectorTerm } from 'kubernetes-types/core/v1';
import type { Labels } from '../objects/labels.js';
import { isWellFormed, meets, meetsAll, type Requirement, requirement } from './requirement.js';

/** One term: all its expressions and fields; a term with neither matches no node, nor does one that is malformed. */
export interface NodeTerm {
  readonly labels: readonly Requirement[];
  /** `metadata.name` is the only field there is. */
  readonly fields: readonly Requirement[];
}

export interface LabelledNode {
  readonly name: string;
  readonly labels: Labels;
}

const compile = (list: readonly NodeSelectorRequirement[] | undefined): Requirement[] => (list ?? []).map((e) => requirement(e.key, e.operator, e.values));

const NO_NODE: NodeTerm = { labels: [], fields: [] };

export function nodeTerm(term: NodeSelectorTerm): NodeTerm {
  const labels = compile(term.matchExpressions);
  return labels.every(isWellFormed) ? { labels, fields: compile(term.matchFields) } : NO_NODE;
}

export function nodeTermMatches(term: NodeTerm, node: LabelledNode): boolean {
  if (term.labels.length === 0 && term.fields.length === 0) return false;
  return meetsAll(node.labels, term.labels) && term.fields.every((f) => meets(f.key === 'metadata.name' ? node.name : undefined, f));
}

export function anyNodeTermMatches(terms: readonly NodeTerm[], node: LabelledNode): boolean {
  for (const term of terms) if (nodeTermMatches(term, node)) return true;
  return false;
}
