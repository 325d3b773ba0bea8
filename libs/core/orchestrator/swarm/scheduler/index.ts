export { type Constraint, parseConstraint } from '#core/entry';
export { constraintMatches, nodeMatches, nodeValue } from './constraint.js';
export { type GenericAssignment, NodeInfo } from './node-info.js';
export { nodeOrder } from './node-order.js';
export { Pipeline } from './pipeline.js';
export { type GroupPlacement, scheduleGroup } from './schedule-group.js';
export { NO_SWARM_RESOURCES, type SwarmNode, type SwarmResources } from './swarm-node.js';
export type { SwarmPlatform, SwarmTaskSpec } from './swarm-task-spec.js';
export { type SpreadTree, spreadTree } from './spread-tree.js';
