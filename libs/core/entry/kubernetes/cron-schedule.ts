import type { TextCheck } from '../shape/shape.js';

const MACROS = new Set(['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually']);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly { readonly name: string; readonly low: number; readonly high: number; readonly words?: readonly string[] }[] = [
  { name: 'minute', low: 0, high: 59 },
  { name: 'hour', low: 0, high: 23 },
  { name: 'day of the month', low: 1, high: 31 },
  { name: 'month', low: 1, high: 12, words: MONTHS },
  { name: 'day of the week', low: 0, high: 7, words: DAYS },
];

/** Five fields of lists of `*`, `n` or `n-m`, each with an optional `/step`; or a macro such as `@daily`. */
export const cronSchedule: TextCheck = (written) => {
  if (MACROS.has(written)) return null;
  const parts = written.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return 'must have five fields, such as `*/5 * * * *`';
  for (const [index, { name, low, high, words = [] }] of FIELDS.entries()) {
    const within = (text: string): boolean => words.includes(text.toLowerCase()) || (/^\d{1,2}$/.test(text) && Number(text) >= low && Number(text) <= high);
    if (!(parts[index] as string).split(',').every((item) => isItem(item, within)))
      return `the ${name} must be between ${low} and ${high}, \`*\`, a range or a list`;
  }
  return null;
};

function isItem(item: string, within: (text: string) => boolean): boolean {
  const [range = '', step, ...more] = item.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step))) return false;
  return range === '*' || range === '?' || (range.split('-').length <= 2 && range.split('-').every(within));
}
