import { formatDurationUs, parseDurationUs, parseQuantityNanos, quantityMilli, quantityValue } from './index.js';

describe('quantities', () => {
  it.each([
    ['100m', 100],
    ['0.1', 100],
    ['1', 1000],
    ['1.5', 1500],
    ['250u', 1],
    ['1k', 1_000_000],
    ['0.5Gi', 536870912000],
    [2, 2000],
    ['1e3', 1_000_000],
    ['.5', 500],
    ['5.', 5000],
  ])('reads %s as %i thousandths', (text, milli) => expect(quantityMilli(text)).toBe(milli));

  it.each([
    ['1Ki', 1024],
    ['1.5Gi', 1610612736],
    ['500M', 500_000_000],
    ['100m', 1],
    ['1E', undefined],
    ['0', 0],
    ['12E-1', 2],
    ['-3', -3],
  ])('reads %s as %p units', (text, value) => expect(quantityValue(text)).toBe(value));

  it.each(['', 'abc', '1KiB', '1 Gi', '0x10', '1e400', 'NaN', '--1', '1.2.3', 'Infinity'])('refuses %p', (text) =>
    expect(parseQuantityNanos(text)).toBeUndefined(),
  );
});

describe('durations', () => {
  it.each([
    ['90s', 90e6],
    ['1m30s', 90e6],
    ['250ms', 250e3],
    ['1.5h', 5400e6],
    ['10us', 10],
  ])('reads %s', (text, us) => expect(parseDurationUs(text)).toBe(us));
  it.each(['', '5', '1x', '1m 30s', '-1s', 's'])('refuses %p', (text) => expect(parseDurationUs(text)).toBeUndefined());
  it('prints what it read', () => expect(formatDurationUs(90_250_000)).toBe('1m30s250ms'));
});

describe('the short way and the careful one', () => {
  const digits = ['0', '7', '007', '999999999999999', '9007199254740991', '123456'];
  const suffixes = ['', 'm', 'k', 'Ki', 'M', 'Mi', 'G', 'Gi', 'T', 'Ti', 'P', 'Ei', 'n', 'u', 'e3', '.5', '.0001', 'x', 'mi'];
  it.each(digits.flatMap((d) => suffixes.map((s) => d + s)))('agree on %s', (text) => {
    const nanos = parseQuantityNanos(text);
    const up = (unit: bigint) => {
      const value = nanos === undefined ? Number.NaN : Number((nanos + unit - 1n) / unit);
      return Number.isSafeInteger(value) ? value : undefined;
    };
    expect([quantityMilli(text), quantityValue(text)]).toEqual([up(1_000_000n), up(1_000_000_000n)]);
  });
});
