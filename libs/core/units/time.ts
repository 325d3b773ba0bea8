/** Simulated time is an integer count of microseconds (exact in a double up to 285 years). */
export const MICROSECOND = 1;
export const MILLISECOND = 1_000;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** "Never": later than any event. Compare with it, do not compute with it. */
export const NEVER = Number.MAX_SAFE_INTEGER;

const UNITS: Readonly<Record<string, number>> = { us: MICROSECOND, µs: MICROSECOND, ms: MILLISECOND, s: SECOND, m: MINUTE, h: HOUR, d: DAY };
const PART = /(\d+(?:\.\d+)?)(us|µs|ms|s|m|h|d)/gy;

/**
 * Reads `90s`, `1m30s`, `250ms`, `1.5h` into integer microseconds, or returns undefined when the text is not a duration.
 * A bare number is refused: every quantity carries its unit.
 */
export function parseDurationUs(text: string): number | undefined {
  PART.lastIndex = 0;
  let total = 0;
  let end = 0;
  for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
    total += Number(part[1]) * (UNITS[part[2] ?? ''] ?? 0);
    end = PART.lastIndex;
  }
  const whole = end === text.length && end > 0;
  const us = Math.round(total);
  return whole && Number.isSafeInteger(us) ? us : undefined;
}

/** Prints microseconds the way people write them: `1m30s`, `250ms`, `0s`. */
export function formatDurationUs(us: number): string {
  if (us === 0) return '0s';
  let left = us;
  let text = '';
  for (const [unit, size] of [
    ['h', HOUR],
    ['m', MINUTE],
    ['s', SECOND],
    ['ms', MILLISECOND],
    ['us', MICROSECOND],
  ] as const) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}
