import { type RequiredNodeAffinity, requiredNodeAffinity } from '../selectors/node-affinity.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import type { SpreadConstraint } from '../snapshot/spread-constraint.js';

/** What hints need to know beside the waiting pod itself: what its profile adds to it. */
export interface HintFacts {
  /** `addedAffinity` of the profile. */
  readonly enforced: RequiredNodeAffinity;
  /** DoNotSchedule constraints: the pod's own or the profile's. */
  readonly hardSpread: readonly SpreadConstraint[];
}

export type HintFactsOf = (pod: PodInfo) => HintFacts;

export const NOTHING_ENFORCED = requiredNodeAffinity(undefined, undefined);

/** For profiles that add nothing. */
export const ownFacts: HintFactsOf = ({ traits }) => ({ enforced: NOTHING_ENFORCED, hardSpread: traits.spread.filter((c) => c.hard) });
