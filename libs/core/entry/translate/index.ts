export { type Dialect, TRANSLATABLE, translateEntry, type Translation } from './translate-entry.js';
