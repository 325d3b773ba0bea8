import type { SchedulerVersion } from '../../configuration/scheduler-options.js';
import type { Plugin } from '../../cycle/plugin.js';
import { type Amounts, amount } from '../../snapshot/amounts.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import { compared, type ResourceWeight } from './resource-weight.js';

/** 100 when all fractions are alike; less by their standard deviation. */
export function evenness(fractions: readonly number[]): number {
  return Math.trunc((1 - deviation(fractions)) * 100);
}

function deviation(fractions: readonly number[]): number {
  const [a = 0, b = 0] = fractions;
  if (fractions.length < 2) return 0;
  if (fractions.length === 2) return Math.abs((a - b) / 2);
  const mean = fractions.reduce((sum, f) => sum + f, 0) / fractions.length;
  return Math.sqrt(fractions.reduce((sum, f) => sum + (f - mean) * (f - mean), 0) / fractions.length);
}

function evennessOn(node: NodeInfo, resources: readonly ResourceWeight[], wanted: Amounts | null): number {
  const fractions: number[] = [];
  for (const { name } of resources) {
    const allocatable = amount(node.allocatable, name);
    if (allocatable === 0) continue;
    const taken = amount(node.requested, name) + (wanted === null ? 0 : amount(wanted, name));
    fractions.push(Math.min(taken / allocatable, 1));
  }
  return evenness(fractions);
}

/** Prefers nodes whose resources fill evenly. Since 1.36 it is the change that the pod makes which counts. */
export const balancedAllocation = (resources: readonly ResourceWeight[], version: SchedulerVersion): Plugin => ({
  name: 'NodeResourcesBalancedAllocation',
  local: true,
  prepareScore: ({ pod }) => {
    const wanted = pod.traits.requests;
    if (resources.every((r) => amount(wanted, r.name) === 0)) return null;
    const used = resources.filter((r) => compared(r, wanted));
    if (version !== '1.36') return { score: (node) => evennessOn(node, used, wanted) };
    return { score: (node) => 50 + Math.trunc((50 + evennessOn(node, used, wanted) - evennessOn(node, used, null)) / 2) };
  },
});
