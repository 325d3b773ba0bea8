export * from './live-metrics.js';
export * from './metrics.js';
export * from './run-record.js';
export { canMove, isTerminal, RUN_STATES, type RunState, statesBefore } from './run-state.js';
export { type Fault, faultOf, VERDICTS, type Verdict } from './verdict.js';
