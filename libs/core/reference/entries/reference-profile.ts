/**
 * How a reference entry runs whatever a scenario asks for: the parameters over which the best known is searched. `defaults`
 * has every value as the orchestrator or its tutorial has it.
 */
export interface ReferenceProfile {
  /** Replicas at all times, as a multiple of what the mean load needs at the autoscaler's target. */
  readonly floor: number;
  /** Share of requested CPU that the autoscaler aims at, percent; null: no autoscaler. */
  readonly targetPercent: number | null;
  /** CPU each replica of a service requests, thousandths; null: chosen by the load. */
  readonly podCpuMilli: number | null;
  readonly scaleUp: 'default' | 'fast';
  /** Where replicas go: as the scheduler likes, evenly over zones, or over zones and nodes. */
  readonly spread: 'none' | 'zones' | 'zones-and-nodes';
  readonly placing: 'default' | 'most-allocated' | 'best-fit-ratio' | 'balanced';
  /** Time until a pod on a lost node is given up, s. Kubernetes: 300. */
  readonly tolerationSeconds: number;
  readonly probes: 'default' | 'quick';
  /** Old replicas stay until new ones are ready, leave late, and are never taken down together. */
  readonly careful: boolean;
  /** Services on machines that stay, before everything else; batch work on cheap ones. */
  readonly priced: boolean;
}

export const DEFAULTS: ReferenceProfile = {
  floor: 1,
  targetPercent: 80,
  podCpuMilli: null,
  scaleUp: 'default',
  spread: 'none',
  placing: 'default',
  tolerationSeconds: 300,
  probes: 'default',
  careful: false,
  priced: false,
};

/** The named reference entries: the baseline, and one for each way to do better. */
export const REFERENCE_PROFILES = {
  defaults: DEFAULTS,
  resilient: {
    ...DEFAULTS,
    targetPercent: 60,
    scaleUp: 'fast',
    spread: 'zones-and-nodes',
    tolerationSeconds: 10,
    probes: 'quick',
    careful: true,
    priced: true,
  },
  thrifty: { ...DEFAULTS, floor: 1.25, targetPercent: 60, scaleUp: 'fast', spread: 'zones', placing: 'most-allocated', tolerationSeconds: 30, probes: 'quick' },
} as const satisfies Readonly<Record<string, ReferenceProfile>>;

export type ReferenceName = keyof typeof REFERENCE_PROFILES;
export const REFERENCE_NAMES = Object.keys(REFERENCE_PROFILES) as readonly ReferenceName[];
