import type { LabelSelector } from 'kubernetes-types/meta/v1';

export type Labels = Readonly<Record<string, string>>;
export type LabelMatcher = (labels: Labels) => boolean;

function expressionMatches(labels: Labels, key: string, operator: string, values: readonly string[]): boolean {
  const value = labels[key];
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  return operator === 'Exists' ? value !== undefined : value === undefined;
}

/** A missing selector matches nothing, an empty one everything. */
export function labelMatcher(selector: LabelSelector | undefined): LabelMatcher {
  if (selector === undefined) return () => false;
  const equal = Object.entries(selector.matchLabels ?? {});
  const expressions = selector.matchExpressions ?? [];
  return (labels) =>
    equal.every(([key, value]) => labels[key] === value) && expressions.every((e) => expressionMatches(labels, e.key, e.operator, e.values ?? []));
}

/** Services and replication controllers select by equality alone; no pairs select nothing. */
export function equalityMatcher(pairs: Labels | undefined): LabelMatcher {
  const wanted = Object.entries(pairs ?? {});
  return (labels) => wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
