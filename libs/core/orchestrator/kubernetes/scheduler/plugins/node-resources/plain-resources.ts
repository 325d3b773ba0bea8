import type { SchedulerVersion } from '../../configuration/scheduler-options.js';
import type { IgnoredResources } from './fit-filter.js';
import type { ScoringStrategy } from './fit-score.js';
import type { ResourceWeight } from './resource-weight.js';

/** How cpu and memory are scored, where they alone are and by one of the ways that are written out over columns. */
export interface PlainResources {
  /** 0: not scored. */
  readonly fitWeight: number;
  readonly balanceWeight: number;
  /** More is better the more is taken; else the more is free. */
  readonly packs: boolean;
  /** Of the mean; one of them may be 0. */
  readonly cpuWeight: number;
  readonly memoryWeight: number;
  /** Balance is judged by the change that the pod makes. */
  readonly comparesChange: boolean;
  readonly ignored: IgnoredResources;
}

export interface ResourcePlugins {
  readonly strategy: ScoringStrategy;
  readonly ignored: IgnoredResources;
  readonly balanced: readonly ResourceWeight[];
  readonly fitWeight: number;
  readonly balanceWeight: number;
}

const isPlain = ({ name }: ResourceWeight): boolean => name === 'cpu' || name === 'memory';
const allDifferent = (list: readonly ResourceWeight[]): boolean => new Set(list.map((r) => r.name)).size === list.length;

/** null when something else than cpu and memory counts, or a curve is drawn. */
export function plainResources(plugins: ResourcePlugins, version: SchedulerVersion): PlainResources | null {
  const { strategy, balanced, ignored, fitWeight, balanceWeight } = plugins;
  const { type, resources } = strategy;
  if (type === 'RequestedToCapacityRatio' || !resources.every(isPlain) || !allDifferent(resources)) return null;
  if (balanceWeight > 0 && !(balanced.length === 2 && balanced.every(isPlain) && allDifferent(balanced))) return null;
  const weightOf = (name: string) => resources.find((r) => r.name === name)?.weight ?? 0;
  return {
    fitWeight,
    balanceWeight,
    packs: type === 'MostAllocated',
    cpuWeight: weightOf('cpu'),
    memoryWeight: weightOf('memory'),
    comparesChange: version === '1.36',
    ignored,
  };
}
