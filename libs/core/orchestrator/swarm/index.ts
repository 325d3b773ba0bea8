export * from './control-plane/index.js';
export * from './orchestrators/index.js';
export * from './scheduler/index.js';
