import type { Filter } from './filter.js';

/** The node runs fewer active tasks of the service than it may. */
export const maxReplicas: Filter = {
  name: 'MaxReplicasFilter',
  forTask({ maxReplicasPerNode, service }) {
    return maxReplicasPerNode === 0 ? undefined : (info) => info.tasksOf(service) < maxReplicasPerNode;
  },
  explain: () => 'max replicas per node limit exceed',
};
