export type { ExtenderCall, ExtenderRule } from './extender-rule.js';
export { ExtenderUnanswered, HttpExtenders } from './http-extenders.js';
export { configurationWithExtenders } from './ignored-resources.js';
export type { ExtenderVerdict, SchedulerExtenders } from './scheduler-extenders.js';
