export { type Constraint, parseConstraint } from '#core/entry';
export { constraintMatches, nodeMatches } from './constraint.js';
export { type GenericAssignment, NodeInfo } from './node-info.js';
export { Pipeline } from './pipeline.js';
export { type GroupPlacement, scheduleGroup } from './schedule-group.js';
export { NO_SWARM_RESOURCES, type SwarmNode, type SwarmResources } from './swarm-node.js';
export type { SwarmPlatform, SwarmTaskSpec } from './swarm-task-spec.js';
