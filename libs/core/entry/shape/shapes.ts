import type { PolicyRule } from '../policy/policy-rule.js';
import type { Fields, Rule, Say, Shape, TextCheck } from './shape.js';

/** Words in which the tables of fields are written. */
export const text = (check?: TextCheck, code?: 'invalid-name' | 'invalid-value'): Shape => ({
  kind: 'text',
  ...(check === undefined ? {} : { check }),
  ...(code === undefined ? {} : { code }),
});
export const oneOf = (...of: readonly string[]): Shape => ({ kind: 'choice', of });
export const INT32_MAX = 2_147_483_647;
export const whole = (min = 0, max = INT32_MAX): Shape => ({ kind: 'whole', min, max });
export const number = (min = 0, max = Number.MAX_SAFE_INTEGER): Shape => ({ kind: 'number', min, max });
export const flag: Shape = { kind: 'flag' };
export const quantity: Shape = { kind: 'quantity', min: 0n };
export const positiveQuantity: Shape = { kind: 'quantity', min: 1n };
export const intOrPercent: Shape = { kind: 'int-or-percent', most: Number.POSITIVE_INFINITY };
/** A percentage above 100 is refused. */
export const intOrShare: Shape = { kind: 'int-or-percent', most: 100 };
export const port: Shape = { kind: 'port' };
export const inert: Shape = { kind: 'inert' };
export const list = (of: Shape, least = 0): Shape => ({ kind: 'list', of, least });
/** Items are told apart by the field `key`. */
export const listBy = (key: string, of: Shape, least = 0): Shape => ({ kind: 'list', of, key, least });
export const map = (keys: TextCheck, of: Shape, ofKey?: (key: string) => Shape | null): Shape => ({
  kind: 'map',
  keys,
  of,
  ...(ofKey === undefined ? {} : { ofKey }),
});
export const unsupported = (instead: string): Shape => ({ kind: 'unsupported', instead });
export const refined = (of: Shape, rule: (value: unknown, say: Say) => void): Shape => ({ kind: 'refined', of, rule });
export const policed = (rule: PolicyRule, of: Shape = inert): Shape => ({ kind: 'policy', rule, of });

/** A map with these fields; a name with `!` behind it is required. */
export function fields(table: Readonly<Record<string, Shape>>, ...rules: readonly Rule[]): Fields {
  const names = Object.keys(table);
  return {
    kind: 'fields',
    fields: Object.fromEntries(names.map((name) => [name.replace(/!$/, ''), table[name] as Shape])),
    required: names.filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1)),
    rules,
  };
}

/** Fields that share a shape: `...each(inert, 'tty', 'stdin')`. */
export const each = (shape: Shape, ...names: readonly string[]): Readonly<Record<string, Shape>> => Object.fromEntries(names.map((name) => [name, shape]));
