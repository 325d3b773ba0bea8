import type { Plugin } from '../../cycle/plugin.js';
import { affinityFilter } from './affinity-filter.js';
import { affinityScorer, type InterPodAffinityArgs } from './affinity-score.js';

export const interPodAffinity = (args: InterPodAffinityArgs): Plugin => ({
  name: 'InterPodAffinity',
  prepareFilter: affinityFilter,
  prepareScore: (cycle) => affinityScorer(cycle, args),
});
