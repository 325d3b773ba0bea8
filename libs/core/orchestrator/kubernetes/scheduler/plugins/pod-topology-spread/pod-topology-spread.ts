import type { Plugin } from '../../cycle/plugin.js';
import { constraintsOf, type SpreadArgs } from './default-constraints.js';
import { spreadFilter } from './spread-filter.js';
import { spreadScorer } from './spread-score.js';

export const podTopologySpread = (args: SpreadArgs): Plugin => ({
  name: 'PodTopologySpread',
  prepareFilter: (cycle) => spreadFilter(cycle, constraintsOf(cycle, args, true)),
  mayScore: (cycle) => constraintsOf(cycle, args, false).length > 0,
  prepareScore: (cycle, feasible) => {
    const allKeys = cycle.pod.traits.spread.length > 0 || !args.system;
    return spreadScorer(cycle, feasible, constraintsOf(cycle, args, false), allKeys);
  },
});
