import type { NodeSelectorTerm, PodSpec } from 'kubernetes-types/core/v1';
import type { OpaqueNames } from './opaque-names.js';
import type { Requirement } from './protocol.js';

/** Labels that every node has, and the keys under which a plugin sees them; their values are names it knows. */
const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';
/** The same on every node of every scenario. */
const WELL_KNOWN = new Set(['kubernetes.io/arch', 'kubernetes.io/os', 'topology.kubernetes.io/region']);

export const labelKey = (names: OpaqueNames, key: string): string =>
  key === ZONE ? 'zone' : key === HOST ? 'name' : WELL_KNOWN.has(key) || key.startsWith('node.kubernetes.io/') ? key : names.nameOf('label', key);

/** Numbers stay numbers, because they can be compared. */
export function labelValue(names: OpaqueNames, key: string, value: string): string {
  if (key === ZONE) return names.nameOf('zone', value);
  if (key === HOST) return names.nameOf('node', value);
  return value === '' || WELL_KNOWN.has(key) || /^-?\d+$/.test(value) ? value : names.nameOf('value', value);
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Where a pod may go, as lists of which one must hold entirely; none: anywhere. */
export function nodeRequirements(spec: PodSpec, names: OpaqueNames): Requirement[][] {
  const told = ({ key, operator, values = [] }: Expression): Requirement => ({
    key: labelKey(names, key),
    operator: operator as Requirement['operator'],
    values: values.map((value) => labelValue(names, key, value)),
  });
  const always = Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => told({ key, operator: 'In', values: [value] }));
  const terms = (spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) as readonly NodeSelectorTerm[];
  const alternatives = terms.map((term) => [
    ...(term.matchExpressions ?? []).map((expression) => told(expression as Expression)),
    // The one field there is: metadata.name.
    ...(term.matchFields ?? []).map((field) => told({ ...(field as Expression), key: HOST })),
  ]);
  if (alternatives.length > 0) return alternatives.map((alternative) => [...always, ...alternative]);
  return always.length > 0 ? [always] : [];
}
