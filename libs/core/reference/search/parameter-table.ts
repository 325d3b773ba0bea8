import type { ReferenceProfile } from '../entries/reference-profile.js';

type Alternatives = { readonly [Key in keyof ReferenceProfile]: readonly ReferenceProfile[Key][] };

/** The values the search tries for each parameter, in the order in which it tries them. */
export const PARAMETER_TABLE: Alternatives = {
  placing: ['default', 'most-allocated', 'best-fit-ratio', 'balanced'],
  floor: [0.6, 0.8, 1, 1.25, 1.5, 2, 3],
  targetPercent: [null, 40, 50, 60, 70, 80],
  podCpuMilli: [null, 500, 1000, 2000],
  spread: ['none', 'zones', 'zones-and-nodes'],
  careful: [false, true],
  scaleUp: ['default', 'fast'],
  probes: ['default', 'quick'],
  priced: [false, true],
  tolerationSeconds: [300, 30, 0],
};

/** Every profile that differs from this one in the given parameter. */
export function neighbours(profile: ReferenceProfile, parameter: keyof ReferenceProfile): readonly ReferenceProfile[] {
  return PARAMETER_TABLE[parameter].filter((value) => value !== profile[parameter]).map((value) => ({ ...profile, [parameter]: value }));
}

export const PARAMETERS = Object.keys(PARAMETER_TABLE) as readonly (keyof ReferenceProfile)[];
