export { isSwarmSnapshot, parseSwarmSnapshot } from './snapshot/read-snapshot.js';
export type { SwarmSnapshot, SwarmSnapshotNode, SwarmSnapshotTask } from './snapshot/swarm-snapshot.js';
