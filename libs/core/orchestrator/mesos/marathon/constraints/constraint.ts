import { RE2JS } from 're2js';
import { wantedText } from './attribute-text.js';

export const CONSTRAINT_OPERATORS = ['UNIQUE', 'CLUSTER', 'GROUP_BY', 'LIKE', 'UNLIKE', 'MAX_PER', 'IS'] as const;
export type ConstraintOperator = (typeof CONSTRAINT_OPERATORS)[number];

/** `[field, operator, value]` of a Marathon app. */
export interface WrittenConstraint {
  readonly field: string;
  readonly operator: ConstraintOperator;
  /** Empty when it was left out. */
  readonly value: string;
}

/** A constraint with what can be worked out of it once. */
export interface Constraint extends WrittenConstraint {
  /** What `value` is compared with. */
  readonly test: ((text: string) => boolean) | null;
  readonly count: number;
}

/** Marathon's own: the host, and the fault domain of its agent. Anything else names an attribute. */
export const HOSTNAME_FIELDS: readonly string[] = ['hostname', '@hostname'];
export const REGION_FIELD = '@region';
export const ZONE_FIELD = '@zone';

/** Matches the whole text, in linear time; null where the pattern is not one RE2 knows (look-around, back references). */
export function wholeMatch(pattern: string): ((text: string) => boolean) | null {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matches(text);
  } catch {
    return null;
  }
}

export function compileConstraint(written: WrittenConstraint): Constraint {
  const { operator, value } = written;
  return { ...written, test: testOf(written), count: operator === 'GROUP_BY' || operator === 'MAX_PER' ? countOf(value) : 0 };
}

function testOf({ operator, value }: WrittenConstraint): Constraint['test'] {
  if (operator === 'LIKE' || operator === 'UNLIKE') {
    if (value === '') return () => operator === 'UNLIKE';
    const matches = memoized(wholeMatch(value) ?? (() => false));
    return matches;
  }
  if (operator !== 'IS') return null;
  const wanted = wantedText(value);
  return (text) => text === wanted;
}

/** Attribute values are few and asked for at every offer. */
function memoized(matches: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) known.set(text, (answer = matches(text)));
    return answer;
  };
}

function countOf(value: string): number {
  if (value === 'inf') return 2_147_483_647;
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}
