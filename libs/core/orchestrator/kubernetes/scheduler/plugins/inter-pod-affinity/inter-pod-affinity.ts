import type { Plugin } from '../../cycle/plugin.js';
import { affinityFilter } from './affinity-filter.js';
import { affinityScorer, mayPrefer, type InterPodAffinityArgs } from './affinity-score.js';
import { AffinityScores } from './affinity-scores.js';

export function interPodAffinity(args: InterPodAffinityArgs): Plugin {
  const scores = new AffinityScores();
  return {
    name: 'InterPodAffinity',
    prepareFilter: affinityFilter,
    mayScore: (cycle) => mayPrefer(cycle, args),
    prepareScore: (cycle) => affinityScorer(cycle, args),
    addScores: (cycle, found, totals, weight) => {
      scores.addTo(totals, weight, cycle, found, args);
      return true;
    },
  };
}
