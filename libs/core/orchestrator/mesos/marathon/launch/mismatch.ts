/** Why an offer is not taken, in the order in which Marathon accounts for it: of several reasons only the first of these counts. */
export const MISMATCHES = [
  'UnfulfilledRole',
  'UnfulfilledConstraint',
  'NoCorrespondingReservationFound',
  'AgentMaintenance',
  'InsufficientCpus',
  'InsufficientMemory',
  'InsufficientDisk',
  'InsufficientGpus',
  'InsufficientPorts',
  'DeclinedScarceResources',
] as const;
export type Mismatch = (typeof MISMATCHES)[number];

/** Sets of reasons as bits: bit i is MISMATCHES[i]. */
export const bitOf = (mismatch: Mismatch): number => 1 << MISMATCHES.indexOf(mismatch);

export const mismatchesOf = (bits: number): readonly Mismatch[] => MISMATCHES.filter((_, index) => (bits & (1 << index)) !== 0);

/** The one that counts. */
export const firstMismatch = (bits: number): Mismatch | null => MISMATCHES[31 - Math.clz32(bits & -bits)] ?? null;
