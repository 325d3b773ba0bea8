import type { PolicyRule } from '../policy/policy-rule.js';
import type { Finding } from '../source/source-document.js';

/** Says what is wrong with a value, or null. The sentence goes on after "`field` is `value`: ". */
export type TextCheck = (text: string) => string | null;

/** Something wrong between the fields of one map, told at a path below it. */
export type Say = (path: readonly (string | number)[], finding: Finding) => void;
export type Rule = (value: Readonly<Record<string, unknown>>, say: Say) => void;

/** What a value of a manifest may be: data that `checkShape` reads. */
export type Shape =
  | { readonly kind: 'text'; readonly check?: TextCheck; readonly code?: 'invalid-name' | 'invalid-value' }
  | { readonly kind: 'choice'; readonly of: readonly string[]; readonly code?: 'unknown-plugin' }
  | { readonly kind: 'whole'; readonly min: number; readonly max: number }
  /** Any number, whole or not. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'quantity'; readonly min: bigint }
  | { readonly kind: 'int-or-percent'; readonly most: number }
  | { readonly kind: 'port' }
  | { readonly kind: 'list'; readonly of: Shape; readonly key?: string; readonly least: number }
  | { readonly kind: 'map'; readonly keys: TextCheck; readonly of: Shape; readonly ofKey?: (key: string) => Shape | null }
  | Fields
  /** Accepted whatever it is, because it cannot change the outcome. */
  | { readonly kind: 'inert' }
  /** A field of Kubernetes that could change the outcome and is not modelled. */
  | { readonly kind: 'unsupported'; readonly instead: string }
  /** Looked at by `rule` once it is what `of` says. */
  | { readonly kind: 'refined'; readonly of: Shape; readonly rule: (value: unknown, say: Say) => void }
  /** Left to a row of the policy table; what the row lets pass is read by `of`. */
  | { readonly kind: 'policy'; readonly rule: PolicyRule; readonly of: Shape };

export interface Fields {
  readonly kind: 'fields';
  readonly fields: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  readonly rules: readonly Rule[];
}
