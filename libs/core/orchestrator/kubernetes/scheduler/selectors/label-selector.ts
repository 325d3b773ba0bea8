import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { Labels } from '../objects/labels.js';
import { meetsAll, type Requirement, requirement, requirementText } from './requirement.js';

/** A label selector made ready to match. Equal text means equal meaning. */
export interface Selector {
  readonly text: string;
  /** No requirement: matches everything. */
  readonly empty: boolean;
  readonly requirements: readonly Requirement[];
  matches(labels: Labels): boolean;
}

export function selectorOf(requirements: readonly Requirement[]): Selector {
  return {
    text: requirements.map(requirementText).sort().join(),
    empty: requirements.length === 0,
    requirements,
    matches: (labels) => meetsAll(labels, requirements),
  };
}

/** What a missing selector means: nothing matches. */
export const NOTHING: Selector = { text: 'nothing', empty: false, requirements: [], matches: () => false };

export const equalities = (pairs: Readonly<Record<string, string>> | undefined): Requirement[] =>
  Object.entries(pairs ?? {}).map(([key, value]) => requirement(key, 'In', [value]));

export function requirementsOf(selector: LabelSelector): Requirement[] {
  const expressions = selector.matchExpressions ?? [];
  return [...equalities(selector.matchLabels), ...expressions.map((e) => requirement(e.key, e.operator, e.values))];
}

export function labelSelector(selector: LabelSelector | undefined, more: readonly Requirement[] = []): Selector {
  return selector === undefined || selector === null ? NOTHING : selectorOf([...requirementsOf(selector), ...more]);
}
