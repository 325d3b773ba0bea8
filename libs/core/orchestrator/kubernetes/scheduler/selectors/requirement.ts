import type { Labels } from '../objects/labels.js';

export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: ReadonlySet<string>;
  /** Bound of Gt and Lt; null when the text is no integer: then nothing matches. */
  readonly bound: bigint | null;
}

const INTEGER = /^[+-]?\d+$/;
const integer = (text: string | undefined): bigint | null => (text !== undefined && INTEGER.test(text) ? BigInt(text.replace(/^\+/, '')) : null);

export function requirement(key: string, operator: string, values: readonly string[] = []): Requirement {
  return { key, operator, values: new Set(values), bound: integer(values[0]) };
}

export const requirementText = (r: Requirement): string => JSON.stringify([r.key, r.operator, ...[...r.values].sort()]);

export function meets(value: string | undefined, r: Requirement): boolean {
  switch (r.operator) {
    case 'In':
      return value !== undefined && r.values.has(value);
    case 'NotIn':
      return value === undefined || !r.values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return compares(integer(value), r);
  }
}

function compares(value: bigint | null, r: Requirement): boolean {
  if (value === null || r.bound === null) return false;
  return r.operator === 'Gt' ? value > r.bound : r.operator === 'Lt' && value < r.bound;
}

export function meetsAll(labels: Labels, requirements: readonly Requirement[]): boolean {
  for (const r of requirements) if (!meets(labels.get(r.key), r)) return false;
  return true;
}

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/;

/** Whether operator and values go together: a value must be one that a label could have. */
export function isWellFormed(r: Requirement): boolean {
  const values = [...r.values];
  if (!values.every((v) => LABEL_VALUE.test(v))) return false;
  if (r.operator === 'In' || r.operator === 'NotIn') return values.length > 0;
  if (r.operator === 'Exists' || r.operator === 'DoesNotExist') return values.length === 0;
  return (r.operator === 'Gt' || r.operator === 'Lt') && values.length === 1 && r.bound !== null;
}
