/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { imul } = Math;
export const MULTIPLIER = 0xd256d193;
const MULTIPLIER_HIGH = 0xd256;
const MULTIPLIER_LOW = 0xd193;
export const WEYL = 0x9e3779b9;

/** High word of the 64-bit product of the multiplier and an unsigned 32-bit word, from halves: no partial sum passes 32 bits. */
function multiplyHigh(word: number): number {
  const high = word >>> 16;
  const low = word & 0xffff;
  const first = (imul(MULTIPLIER_HIGH, low) + (imul(MULTIPLIER_LOW, low) >>> 16)) >>> 0;
  const second = (imul(MULTIPLIER_LOW, high) + (first & 0xffff)) >>> 0;
  return (imul(MULTIPLIER_HIGH, high) + (first >>> 16) + (second >>> 16)) | 0;
}

/**
 * Philox2x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC'11): a counter goes in,
 * two random words come out, nothing is remembered. Writes the words to `out`.
 */
export function philox2x32(counterLow: number, counterHigh: number, key: number, out: Uint32Array): void {
  let low = counterLow | 0;
  let high = counterHigh | 0;
  let round = key | 0;
  for (let i = 0; i < 10; i++) {
    const productHigh = multiplyHigh(low);
    high = productHigh ^ round ^ high;
    const productLow = imul(MULTIPLIER, low);
    low = high;
    high = productLow;
    round = (round + WEYL) | 0;
  }
  out[0] = low;
  out[1] = high;
}
