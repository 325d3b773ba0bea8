/** Percentages by multiplying with what was divided once, exactly as dividing would give them. Amounts are whole and below `MOST`. */

/** True quotients that are not whole stay at least 1 in `MOST` away from whole numbers, far more than rounding errors add up to. */
export const MOST = 2e12;
const ROUNDING = 2e-13;
/** This close to a whole number the multiplied value says nothing about the divided one. */
const UNSURE = 1e-9;

/** 0..100: how alike the two fractions are; what `evenness` says of two resources. */
export function evenPair(cpuShare: number, memoryShare: number): number {
  return Math.trunc((1 - Math.abs((Math.min(cpuShare, 1) - Math.min(memoryShare, 1)) / 2)) * 100);
}

/** Whole percent of `amount`, cut as Kubernetes' integers are; `per` is one divided by the whole. */
export const quickPercent = (amount: number, per: number): number => (amount * 100 * per + ROUNDING) | 0;

/** `evenPair` of two shares that are not above the whole; only where rounding could decide are they divided. */
export function quickEven(cpu: number, allCpu: number, perCpu: number, memory: number, allMemory: number, perMemory: number): number {
  const even = 100 - 50 * Math.abs((cpu > allCpu ? 1 : cpu * perCpu) - (memory > allMemory ? 1 : memory * perMemory));
  const rest = even - (even | 0);
  return rest < UNSURE || rest > 1 - UNSURE ? evenPair(cpu / allCpu, memory / allMemory) : even | 0;
}
