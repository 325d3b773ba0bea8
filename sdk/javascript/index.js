export { Cluster } from './cluster.js';
export { fits } from './fits.js';
export { run } from './run.js';
export { Session } from './session.js';
