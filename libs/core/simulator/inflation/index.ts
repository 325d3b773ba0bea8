export { type InflationInput, type InflationResult, runInflation } from './inflation.js';
export { inflationCurve } from './inflation-curve.js';
export { type InflationOrder, inflationOrder } from './inflation-order.js';
export { placementDigest } from './placement-digest.js';
