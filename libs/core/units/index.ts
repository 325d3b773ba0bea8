export * from './quantity.js';
export * from './time.js';
