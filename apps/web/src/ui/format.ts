/** How numbers and times are written on every page. */
const MISSING = '–';
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const score = (value: number | null): string => (value === null ? MISSING : minus(value.toFixed(1)));

/** A true minus sign is as wide as a digit; minus nothing is nothing. */
export const minus = (text: string): string => (/^-0(\.0+)?$/.test(text) ? text.slice(1) : text.replace('-', '−'));

export const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${Math.abs(value).toFixed(1)}`;

export const count = (value: number | null): string => (value === null ? MISSING : whole.format(value));

export const percent = (share: number | null, digits = 0): string => (share === null ? MISSING : `${(share * 100).toFixed(digits)} %`);

/** Three significant digits, without an exponent for what people compare. */
export function quantity(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  const size = Math.abs(value);
  if (size >= 1000) return whole.format(value);
  if (size === 0) return '0';
  if (size < 0.001) return value.toExponential(1);
  return Number(value.toPrecision(3)).toString();
}

/** A length of time given in microseconds, in the unit a person would choose. */
export function duration(us: number | null | undefined): string {
  if (us === null || us === undefined) return MISSING;
  if (us === 0) return '0';
  if (us < 1000) return `${us} µs`;
  if (us < 1_000_000) return `${quantity(us / 1000)} ms`;
  if (us < 120_000_000) return `${quantity(us / 1_000_000)} s`;
  return clock(us / 1_000_000);
}

/** Virtual time since the start of a run: `4:05`, `1:04:05`. */
export function clock(seconds: number): string {
  const total = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export const moment = (iso: string): string => new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

export function ago(iso: string, now: number): string {
  const seconds = Math.round((now - new Date(iso).getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (seconds < 45) return 'just now';
  if (seconds < 3600) return relative.format(-Math.max(1, Math.round(seconds / 60)), 'minute');
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour');
  return relative.format(-Math.round(seconds / 86_400), 'day');
}

export const band = (standing: { readonly bandFrom: number; readonly bandTo: number }): string =>
  standing.bandFrom === standing.bandTo ? String(standing.bandFrom) : `${standing.bandFrom}–${standing.bandTo}`;

export const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
