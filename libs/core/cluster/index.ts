export type { NodeFacts, NodeId, Taint, TaintEffect } from './node-facts.js';
export type { Backoff, PodId, PodToRun, Probe, RestartRule } from './pod-to-run.js';
export { gpusIn, NO_RESOURCES, type Resources } from './resources.js';
