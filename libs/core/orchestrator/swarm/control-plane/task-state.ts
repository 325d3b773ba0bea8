/** States of a task, observed and desired, in swarmkit's order: a later one is never followed by an earlier one. */
export const TASK_STATE = {
  new: 0,
  pending: 64,
  assigned: 192,
  accepted: 256,
  preparing: 320,
  ready: 384,
  starting: 448,
  running: 512,
  complete: 576,
  shutdown: 640,
  failed: 704,
  rejected: 768,
  remove: 800,
  orphaned: 832,
} as const;

export type TaskStateName = keyof typeof TASK_STATE;
export type TaskState = (typeof TASK_STATE)[TaskStateName];

const NAMES = new Map<number, TaskStateName>(Object.entries(TASK_STATE).map(([name, state]) => [state, name as TaskStateName]));
export const taskStateName = (state: TaskState): TaskStateName => NAMES.get(state) ?? 'new';
