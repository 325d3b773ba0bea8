import type { Plugin } from '../../cycle/plugin.js';
import { ConstraintsOf, type SpreadArgs } from './default-constraints.js';
import { spreadFilter } from './spread-filter.js';
import { spreadScorer } from './spread-score.js';
import { SpreadScores } from './spread-scores.js';

export function podTopologySpread(args: SpreadArgs): Plugin {
  const constraints = new ConstraintsOf(args);
  const scores = new SpreadScores();
  return {
    name: 'PodTopologySpread',
    prepareFilter: (cycle) => spreadFilter(cycle, constraints.of(cycle).hard),
    mayScore: (cycle) => constraints.of(cycle).soft.length > 0,
    prepareScore: (cycle, feasible) => {
      const allKeys = cycle.pod.traits.spread.length > 0 || !args.system;
      return spreadScorer(cycle, feasible, constraints.of(cycle).soft, allKeys);
    },
    addScores: (cycle, found, totals, weight) => {
      const allKeys = cycle.pod.traits.spread.length > 0 || !args.system;
      return scores.addTo(totals, weight, cycle, found, constraints.of(cycle).soft, allKeys);
    },
  };
}
