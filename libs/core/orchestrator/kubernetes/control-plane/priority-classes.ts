import type { PriorityClass } from 'kubernetes-types/scheduling/v1';
import type { PriorityOf } from './pod-template.js';

const SYSTEM: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };

/** The Priority admission plugin: by name, else the class that is the default, else 0. */
export function priorityLookup(classes: readonly PriorityClass[]): PriorityOf {
  const byName = new Map(classes.map((one) => [one.metadata?.name ?? '', one]));
  const fallback = classes.filter((one) => one.globalDefault).sort((a, b) => a.value - b.value)[0];
  return (name) => {
    const found = name === undefined || name === '' ? fallback : byName.get(name);
    const priority = found?.value ?? SYSTEM[name ?? ''] ?? 0;
    return { priority, preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority' };
  };
}
