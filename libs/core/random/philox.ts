const MULTIPLIER = 0xd256d193;
const WEYL = 0x9e3779b9;

/** High word of the 64-bit product of two unsigned 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + (((aLow * bHigh + (middle & 0xffff)) / 0x10000) | 0)) >>> 0;
}

/**
 * Philox2x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC'11): a counter goes in,
 * two random words come out, nothing is remembered. Writes the words to `out`.
 */
export function philox2x32(counterLow: number, counterHigh: number, key: number, out: Uint32Array): void {
  let low = counterLow >>> 0;
  let high = counterHigh >>> 0;
  let round = key >>> 0;
  for (let i = 0; i < 10; i++) {
    const productHigh = multiplyHigh(MULTIPLIER, low);
    const productLow = Math.imul(MULTIPLIER, low) >>> 0;
    low = (productHigh ^ round ^ high) >>> 0;
    high = productLow;
    round = (round + WEYL) >>> 0;
  }
  out[0] = low;
  out[1] = high;
}
