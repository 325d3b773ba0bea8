/** Minutes since the start of the run, which is taken to be midnight on Monday, 1 January of a leap year (2024). */
const MINUTES_PER_DAY = 1440;
const EPOCH_DAYS_BEFORE = 19_723;
const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

interface Field {
  readonly values: ReadonlySet<number>;
  readonly any: boolean;
}

function parseField(text: string, low: number, high: number, names: readonly string[]): Field {
  const values = new Set<number>();
  const number = (word: string) => {
    const named = names.indexOf(word.toLowerCase());
    return named >= 0 ? named : Number(word);
  };
  for (const part of text.split(',')) {
    const [range = '*', step] = part.split('/');
    const every = step === undefined ? 1 : Math.max(1, Number(step));
    const all = range === '*' || range === '?';
    const [from = '', to] = range.split('-');
    const first = all ? low : number(from);
    const last = all ? high : to !== undefined ? number(to) : step === undefined ? first : high;
    for (let value = first; value <= last; value += every) values.add(high === 6 ? value % 7 : value);
  }
  return { values, any: text === '*' || text === '?' };
}

/** Day since 1970 → month and day of month (Gregorian, from the days since 0000-03-01). */
function civil(daysSince1970: number): { readonly month: number; readonly day: number } {
  const days = daysSince1970 + 719_468;
  const dayOfEra = days % 146_097;
  const year = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  return { month: shifted < 10 ? shifted + 3 : shifted - 9, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

/** The first minute after `minute` at which the schedule fires; null when it never does within five years. */
export function nextCronMinute(schedule: string, minute: number): number | null {
  const every = /^@every (?:(\d+)h)?(?:(\d+)m)?(?:\d+s)?$/.exec(schedule);
  if (every !== null) return minute + Math.max(1, Number(every[1] ?? 0) * 60 + Number(every[2] ?? 0));
  const [m = '*', h = '*', dom = '*', mon = '*', dow = '*'] = (MACROS[schedule] ?? schedule).trim().split(/\s+/);
  const minutes = parseField(m, 0, 59, []);
  const hours = parseField(h, 0, 23, []);
  const days = parseField(dom, 1, 31, []);
  const months = parseField(mon, 1, 12, MONTHS);
  const weekdays = parseField(dow, 0, 6, NAMES);
  const dayMatches = (day: number): boolean => {
    const date = civil(EPOCH_DAYS_BEFORE + day);
    if (!months.values.has(date.month)) return false;
    const byDate = days.values.has(date.day);
    const byWeekday = weekdays.values.has((day + 1) % 7);
    return days.any || weekdays.any ? byDate && byWeekday : byDate || byWeekday;
  };
  const first = minute + 1;
  for (let day = Math.floor(first / MINUTES_PER_DAY); day < first / MINUTES_PER_DAY + 1827; day++) {
    if (!dayMatches(day)) continue;
    for (let at = Math.max(first, day * MINUTES_PER_DAY); at < (day + 1) * MINUTES_PER_DAY; at++) {
      const ofDay = at % MINUTES_PER_DAY;
      if (hours.values.has(Math.floor(ofDay / 60)) && minutes.values.has(ofDay % 60)) return at;
    }
  }
  return null;
}
