import type { Problem } from './problem.js';

/** What reading foreign input gives: a value with its warnings, or every problem at once. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function accepted<T>(value: T, warnings: readonly Problem[] = []): Outcome<T> {
  return { ok: true, value, warnings };
}

export function refused(problems: readonly Problem[]): Outcome<never> {
  return { ok: false, problems };
}
