export { Sandbox } from './cluster/sandbox.js';
export { type Reaped, reap } from './cluster/reaper.js';
export { LABEL } from './engine/labels.js';
export { type EngineOptions, LiveFault, openEngine } from './engine/open-engine.js';
export { type DriverName, DRIVERS, type HostFacts, type Refusal, refusalOf } from './probe/host-facts.js';
export { probeHost } from './probe/probe-host.js';
export { startSwarm, type Swarm, type SwarmOptions, type WorkerOptions } from './swarm/start-swarm.js';
export type { SwarmNode } from './swarm/swarm-node.js';
