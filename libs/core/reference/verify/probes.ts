import { DEFAULTS, REFERENCE_PROFILES, type ReferenceProfile } from '../entries/reference-profile.js';

/** Entries that differ in one thing each: two scenarios that score all of them alike ask the same question twice. */
export const PROBES: Readonly<Record<string, ReferenceProfile>> = {
  ...REFERENCE_PROFILES,
  lean: { ...DEFAULTS, floor: 0.6 },
  generous: { ...DEFAULTS, floor: 2 },
  fixed: { ...DEFAULTS, targetPercent: null },
  packed: { ...DEFAULTS, placing: 'most-allocated' },
  careful: { ...DEFAULTS, careful: true, probes: 'quick' },
  eager: { ...DEFAULTS, targetPercent: 50, scaleUp: 'fast' },
};
