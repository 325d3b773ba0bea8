export { exp, ln } from './exact-math.js';
export { philox2x32 } from './philox.js';
export { RandomStream } from './random-stream.js';
