const SCALAR = /^[0-9]+(?:\.[0-9]+)?$/;
const RANGES = /^\[(.+)\]$/;
const SET = /^\{(.+)\}$/;

/** A number with at most three decimals and no trailing zeros, halves to even: Java's DecimalFormat("0.###"), which looks at the exact binary value. */
export function scalarText(value: number): string {
  const sixteenths = value * 16;
  // Only odd sixteenths lie exactly between two thousandths.
  const isHalf = Number.isInteger(sixteenths) && Math.abs(sixteenths % 2) === 1;
  if (!isHalf) return trimmed(value.toFixed(3));
  const below = Math.floor(value * 1000);
  return trimmed(((below % 2 === 0 ? below : below + 1) / 1000).toFixed(3));
}

const trimmed = (text: string): string => text.replace(/\.?0+$/, '');

/** An attribute value as Marathon compares it: scalars rounded, ranges by their begin, items of sets in order; any other text as it is. */
export function attributeText(written: string): string {
  if (SCALAR.test(written)) return scalarText(Number(written));
  const ranges = RANGES.exec(written)?.[1];
  if (ranges !== undefined) {
    const pairs = ranges.split(',').map((range) => range.split('-').map(Number) as [number, number]);
    if (pairs.some((pair) => pair.length !== 2 || pair.some((bound) => !Number.isInteger(bound)))) return written;
    return `[${pairs
      .sort((a, b) => a[0] - b[0])
      .map(([begin, end]) => `${begin}-${end}`)
      .join(',')}]`;
  }
  const items = SET.exec(written)?.[1];
  return items === undefined ? written : `{${items.split(',').sort().join(',')}}`;
}

/** The value of an IS constraint: a number stands for all that round to the same. */
export const wantedText = (value: string): string => (SCALAR.test(value) ? scalarText(Number(value)) : value);
