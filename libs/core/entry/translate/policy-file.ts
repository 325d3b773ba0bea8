import { stringify } from 'yaml';
import { SECOND } from '#core/units';
import type { AutoscalerRule, AutoscalerStep } from '../autoscaler/index.js';
import type { EntryFile } from '../entry.js';

/** The `autoscaler.yaml` of a dialect without an autoscaler; no file without a policy. */
export function policyFile(rules: readonly AutoscalerRule[], scales: AutoscalerRule['scales'], nameOf: (name: string) => string): readonly EntryFile[] {
  if (rules.length === 0) return [];
  const targets = rules.map((rule) => ({
    [scales]: nameOf(rule.name),
    min: rule.min,
    max: rule.max,
    metric: rule.metric,
    target: amount(rule, rule.targetMilli),
    upAbove: amount(rule, rule.upAboveMilli),
    downBelow: amount(rule, rule.downBelowMilli),
    step: { up: step(rule.stepUp), down: step(rule.stepDown) },
    cooldown: { up: `${Math.round(rule.cooldownUpUs / SECOND)}s`, down: `${Math.round(rule.cooldownDownUs / SECOND)}s` },
  }));
  return [{ path: 'autoscaler.yaml', text: stringify({ apiVersion: 'regatta/v1', kind: 'Autoscaler', targets }, { lineWidth: 0 }) }];
}

function amount({ metric }: AutoscalerRule, milli: number): string {
  if (metric === 'cpu') return `${milli / 10}%`;
  return metric === 'backlog' ? String(milli / 1000) : `${milli / 1000}/s`;
}

const step = (of: AutoscalerStep): number | string => (of.kind === 'share' ? `${of.percent}%` : of.count);
