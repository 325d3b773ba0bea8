import type { Filter } from './filter.js';

/** The node is ready and neither paused nor drained. */
export const ready: Filter = {
  name: 'ReadyFilter',
  forTask: () => (info) => info.node.state === 'ready' && info.node.availability === 'active',
  explain: (count) => (count === 1 ? '1 node not available for new tasks' : `${count} nodes not available for new tasks`),
};
