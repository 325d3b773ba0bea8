import { RE2JS } from 're2js';

export const CONSTRAINT_OPERATORS = ['UNIQUE', 'CLUSTER', 'GROUP_BY', 'LIKE', 'UNLIKE', 'MAX_PER', 'IS'] as const;
export type ConstraintOperator = (typeof CONSTRAINT_OPERATORS)[number];

/** `[field, operator, value]` of a Marathon app. */
export interface WrittenConstraint {
  readonly field: string;
  readonly operator: ConstraintOperator;
  /** Empty when it was left out. */
  readonly value: string;
}

/** Marathon's own fields: the host, and the fault domain of its agent. Any other name is that of an attribute. */
export const HOSTNAME_FIELDS: readonly string[] = ['hostname', '@hostname'];
export const REGION_FIELD = '@region';
export const ZONE_FIELD = '@zone';
export const isOwnField = (field: string): boolean => HOSTNAME_FIELDS.includes(field) || field === REGION_FIELD || field === ZONE_FIELD;

/** Matches the whole text, in linear time; null for a pattern that RE2 does not know (look-around, back references) or that is none. */
export function wholeMatch(pattern: string): ((text: string) => boolean) | null {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matches(text);
  } catch {
    return null;
  }
}

const WHOLE = /^[+-]?\d{1,9}$/;
const LITERAL = /^[a-zA-Z0-9_/.-]*$/;

/** What Marathon would say of a constraint, with what to write instead; null when it is well formed. */
export function constraintProblem(parts: readonly string[]): { readonly message: string; readonly hint: string } | null {
  const [field = '', written = '', value] = parts;
  if (parts.length < 2 || parts.length > 3)
    return { message: 'each constraint must have either 2 or 3 fields', hint: 'write `["hostname", "UNIQUE"]` or `["@zone", "GROUP_BY", "3"]`' };
  if (field === '') return { message: 'missing field for constraint declaration', hint: 'name `hostname`, `@zone`, `@region` or an attribute' };
  const operator = written.toUpperCase() as ConstraintOperator;
  if (!CONSTRAINT_OPERATORS.includes(operator))
    return { message: `\`${written.slice(0, 40)}\`: operator must be one of ${CONSTRAINT_OPERATORS.join(', ')}`, hint: 'write one of them' };
  switch (operator) {
    case 'UNIQUE':
      return value === undefined ? null : { message: 'UNIQUE does not accept a value', hint: `write \`["${field}", "UNIQUE"]\`, or MAX_PER with the number` };
    case 'CLUSTER':
      return null;
    case 'GROUP_BY':
      return value === undefined || (WHOLE.test(value) && Number(value) > 0)
        ? null
        : { message: 'GROUP_BY must define an integer value or else no value at all', hint: `write \`["${field}", "GROUP_BY", "3"]\`` };
    case 'MAX_PER':
      return value !== undefined && WHOLE.test(value) && Number(value) > 0
        ? null
        : { message: 'MAX_PER requires an integer value', hint: `write \`["${field}", "MAX_PER", "2"]\`` };
    case 'LIKE':
    case 'UNLIKE':
      return regexProblem(operator, field, value);
    case 'IS':
      return LITERAL.test(value ?? '')
        ? null
        : { message: 'IS only supports Mesos text and float values', hint: 'use LIKE with a regular expression for ranges and sets' };
  }
}

function regexProblem(operator: string, field: string, value: string | undefined): { readonly message: string; readonly hint: string } | null {
  if (value === undefined || value === '')
    return { message: 'LIKE and UNLIKE require a non-empty, regular expression value', hint: `write \`["${field}", "${operator}", "rack-[1-3]"]\`` };
  if (wholeMatch(value) !== null) return null;
  return {
    message: `\`${value.slice(0, 60)}\` is not a valid regular expression`,
    hint: 'look-around and back references are not matched in linear time: write it without them',
  };
}
