/** 0..100: how alike the two fractions are; what `evenness` says of two resources. */
export function evenPair(cpuShare: number, memoryShare: number): number {
  return Math.trunc((1 - Math.abs((Math.min(cpuShare, 1) - Math.min(memoryShare, 1)) / 2)) * 100);
}
