import { type WrittenConstraint, wholeMatch } from '#core/entry/mesos';
import { wantedText } from './attribute-text.js';

/** A constraint with what can be worked out of it once. */
export interface Constraint extends WrittenConstraint {
  /** What `value` asks of an attribute: for LIKE, UNLIKE and IS. */
  readonly test: ((text: string) => boolean) | null;
  /** The number of GROUP_BY and MAX_PER. */
  readonly count: number;
}

export function compileConstraint(written: WrittenConstraint): Constraint {
  const { operator, value } = written;
  return { ...written, test: testOf(written), count: operator === 'GROUP_BY' || operator === 'MAX_PER' ? countOf(value) : 0 };
}

function testOf({ operator, value }: WrittenConstraint): Constraint['test'] {
  if (operator === 'LIKE' || operator === 'UNLIKE') return value === '' ? () => operator === 'UNLIKE' : memoized(wholeMatch(value) ?? (() => false));
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
