export { type InflationInput, type InflationResult, runInflation } from './inflation.js';
export { inflationCurve } from './inflation-curve.js';
export { placementDigest } from './placement-digest.js';
