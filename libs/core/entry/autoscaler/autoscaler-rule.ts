import type { Place } from '../entry.js';

/** Most that one decision may change: so many replicas, or this share of those there are. */
export type AutoscalerStep = { readonly kind: 'replicas'; readonly count: number } | { readonly kind: 'share'; readonly percent: number };

export const AUTOSCALER_METRICS = ['cpu', 'requestsPerReplica', 'backlog'] as const;
export type AutoscalerMetric = (typeof AUTOSCALER_METRICS)[number];

/**
 * One target of an `autoscaler.yaml`: Swarm and Marathon have no autoscaler of their own, so an entry may bring this policy, which
 * a sidecar would carry out over their API. Values are per ready replica, in thousandths: of the CPU it reserves (`cpu`), of
 * requests a second (`requestsPerReplica`), of requests that wait (`backlog`).
 */
export interface AutoscalerRule {
  /** `service`: a Swarm service; `app`: the id of a Marathon app. */
  readonly scales: 'service' | 'app';
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly metric: AutoscalerMetric;
  /** What the number of replicas is chosen for. */
  readonly targetMilli: number;
  /** Nothing changes between the two. */
  readonly upAboveMilli: number;
  readonly downBelowMilli: number;
  readonly stepUp: AutoscalerStep;
  readonly stepDown: AutoscalerStep;
  /** After a change, how long until the next one in this direction. */
  readonly cooldownUpUs: number;
  readonly cooldownDownUs: number;
  readonly place: Place;
}
