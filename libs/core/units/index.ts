export { amountInWords } from './amount-in-words.js';
export { parseTimestampMs } from './parse-timestamp.js';
export * from './quantity.js';
export * from './time.js';
