import type { Taint } from '#core/cluster';
import type { NodeSelectorTerm, PodSpec, Toleration } from 'kubernetes-types/core/v1';
import type { Labels } from '../../control-plane/label-selector.js';
import { tolerates } from '../node-lifecycle/toleration-time.js';

function compares(value: string | undefined, operator: string, values: readonly string[]): boolean {
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const [number, bound] = [Number(value), Number(values[0])];
  return operator === 'Gt' ? number > bound : number < bound;
}

function termMatches(term: NodeSelectorTerm, labels: Labels, name: string): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  return expressions.every((e) => compares(labels[e.key], e.operator, e.values ?? [])) && fields.every((f) => compares(name, f.operator, f.values ?? []));
}

export interface EligibleNode {
  readonly name: string;
  readonly labels: Labels;
  readonly taints: readonly Taint[];
}

/** Whether a daemon belongs on the node, and whether one that is there may stay (only NoExecute drives it away). */
export function nodeEligibility(spec: PodSpec, tolerations: readonly Toleration[], node: EligibleNode): { readonly run: boolean; readonly stay: boolean } {
  const selected = Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => node.labels[key] === value);
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const wanted = selected && (terms === undefined || terms.some((term) => termMatches(term, node.labels, node.name)));
  const suffers = (taint: Taint) => tolerations.some((toleration) => tolerates(toleration, taint));
  const stay = wanted && node.taints.every((taint) => taint.effect !== 'NoExecute' || suffers(taint));
  return { run: stay && node.taints.every((taint) => taint.effect === 'PreferNoSchedule' || suffers(taint)), stay };
}
