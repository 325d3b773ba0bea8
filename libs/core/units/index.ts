export { parseTimestampMs } from './parse-timestamp.js';
export * from './quantity.js';
export * from './time.js';
