/** More is better the more is left: percent of the node that stays free. */
export const leastAllocated = (requested: number, allocatable: number): number =>
  requested > allocatable ? 0 : Math.floor(((allocatable - requested) * 100) / allocatable);
