export type { NodeRecord, ServiceRecord, SwarmTask } from './records.js';
export { SwarmControlPlane, type SwarmControlPlaneOptions } from './swarm-control-plane.js';
export type { StoreEvent, StoreWatch } from './swarm-store.js';
export { TASK_STATE, type TaskState, taskStateName } from './task-state.js';
