export * from './control-plane/index.js';
export { explainSwarmSnapshot } from './explain/explain-swarm-snapshot.js';
export * from './orchestrators/index.js';
export * from './scheduler/index.js';
