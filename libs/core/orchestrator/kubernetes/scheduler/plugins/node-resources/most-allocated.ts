/** Packs: percent of the node that is taken. */
export const mostAllocated = (requested: number, allocatable: number): number => Math.floor((Math.min(requested, allocatable) * 100) / allocatable);
