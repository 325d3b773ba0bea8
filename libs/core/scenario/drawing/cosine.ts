const TWO_PI = 6.283185307179586;

/** cos(2π · turns) from + - * / alone: `Math.cos` may differ between engines by a bit. */
export function cosineOfTurns(turns: number): number {
  let rest = Math.abs(turns - Math.round(turns));
  const negative = rest > 0.25;
  if (negative) rest = 0.5 - rest;
  const square = (TWO_PI * rest) ** 2;
  let series = 1;
  for (let k = 11; k >= 1; k--) series = 1 - (series * square) / (2 * k * (2 * k - 1));
  return negative ? -series : series;
}
