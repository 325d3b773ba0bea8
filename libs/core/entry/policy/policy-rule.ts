import type { EntryProblemCode } from '../problem-codes.js';

/** A row of the policy: what no entry may ask for, why, and what to write instead. */
export interface PolicyRule {
  readonly code: EntryProblemCode;
  readonly forbids: (value: unknown) => boolean;
  /** `value` as it may be printed. */
  readonly message: (value: string) => string;
  readonly instead: string;
}
