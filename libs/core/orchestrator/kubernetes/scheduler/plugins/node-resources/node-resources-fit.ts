import type { Plugin } from '../../cycle/plugin.js';
import { fitFilter, type IgnoredResources } from './fit-filter.js';
import { fitScorer, type ScoringStrategy } from './fit-score.js';

export const nodeResourcesFit = (strategy: ScoringStrategy, ignored: IgnoredResources): Plugin => ({
  name: 'NodeResourcesFit',
  local: true,
  prepareFilter: ({ pod }) => fitFilter(pod.traits.requests, ignored),
  prepareScore: ({ pod }) => fitScorer(strategy, pod.traits),
});
