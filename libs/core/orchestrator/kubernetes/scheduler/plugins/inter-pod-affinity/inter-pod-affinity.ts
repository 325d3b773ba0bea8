import type { Plugin } from '../../cycle/plugin.js';
import { affinityFilter } from './affinity-filter.js';
import { affinityScorer, mayPrefer, type InterPodAffinityArgs } from './affinity-score.js';

export const interPodAffinity = (args: InterPodAffinityArgs): Plugin => ({
  name: 'InterPodAffinity',
  prepareFilter: affinityFilter,
  mayScore: (cycle) => mayPrefer(cycle, args),
  prepareScore: (cycle) => affinityScorer(cycle, args),
});
