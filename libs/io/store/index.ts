export * from './store-ports.js';
export { openStore } from './open-store.js';
