export * from './seconds.js';
