export * from './orchestrators/index.js';
export * from './scheduler/index.js';
