/** `Unschedulable` can be cured by taking pods away, `UnschedulableAndUnresolvable` cannot. */
export type RejectionCode = 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';

export interface Rejection {
  readonly plugin: string;
  readonly code: RejectionCode;
  readonly reasons: readonly string[];
}

export const unschedulable = (plugin: string, ...reasons: string[]): Rejection => ({ plugin, code: 'Unschedulable', reasons });
export const unresolvable = (plugin: string, ...reasons: string[]): Rejection => ({ plugin, code: 'UnschedulableAndUnresolvable', reasons });
