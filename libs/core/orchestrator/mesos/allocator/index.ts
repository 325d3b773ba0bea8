export { giveBack, type Share, wholeOf } from './agent.js';
export * from './amounts.js';
export { DrfSorter } from './drf-sorter.js';
export { type AllocatorOptions, HierarchicalAllocator, MIN_ALLOCATABLE } from './hierarchical-allocator.js';
export type { Offer } from './offer.js';
export { DEFAULT_QUOTA, NO_LIMITS, type Quota } from './quota.js';
