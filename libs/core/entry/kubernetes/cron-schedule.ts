import type { TextCheck } from '../shape/shape.js';

const MACROS = new Set(['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually']);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly { readonly name: string; readonly low: number; readonly high: number; readonly words?: readonly string[] }[] = [
  { name: 'minute', low: 0, high: 59 },
  { name: 'hour', low: 0, high: 23 },
  { name: 'day of the month', low: 1, high: 31 },
  { name: 'month', low: 1, high: 12, words: MONTHS },
  { name: 'day of the week', low: 0, high: 6, words: DAYS },
];

const EVERY = /^@every (?=\d)(\d+h)?(\d+m)?(\d+s)?$/;

/** Five fields of lists of `*`, `n` or `n-m`, each with an optional `/step`; a macro such as `@daily`; or `@every 1h30m` (robfig/cron, as the API server reads it). */
export const cronSchedule: TextCheck = (written) => {
  if (MACROS.has(written) || EVERY.test(written)) return null;
  if (/TZ=/.test(written)) return 'may not name a time zone: the clock of a run is UTC';
  const parts = written.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return 'must have five fields, such as `*/5 * * * *`';
  for (const [index, { name, low, high, words = [] }] of FIELDS.entries()) {
    const valueOf = (text: string): number => {
      const named = words.indexOf(text.toLowerCase());
      if (named >= 0) return named + (words === MONTHS ? 1 : 0);
      const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
      return value >= low && value <= high ? value : Number.NaN;
    };
    if (!(parts[index] as string).split(',').every((item) => isItem(item, valueOf)))
      return `the ${name} must be between ${low} and ${high}, \`*\`, a range or a list`;
  }
  return null;
};

/** A range may not end before it begins. */
function isItem(item: string, valueOf: (text: string) => number): boolean {
  const [range = '', step, ...more] = item.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step))) return false;
  if (range === '*' || range === '?') return true;
  const [from = Number.NaN, to = from, ...others] = range.split('-').map(valueOf);
  return others.length === 0 && from <= to;
}
