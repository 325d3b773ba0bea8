export { InProcessPlugin } from './in-process-plugin.js';
