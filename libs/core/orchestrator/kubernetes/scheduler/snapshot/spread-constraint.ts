import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { type Labels, NO_LABELS } from '../objects/labels.js';
import { ownValues } from '../selectors/label-keys.js';
import { labelSelector, type Selector } from '../selectors/label-selector.js';

export interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly hard: boolean;
  readonly selector: Selector;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

export type RawSpreadConstraint = TopologySpreadConstraint & {
  readonly minDomains?: number;
  readonly matchLabelKeys?: string[];
  readonly nodeAffinityPolicy?: string;
  readonly nodeTaintsPolicy?: string;
};

export function spreadConstraint(raw: RawSpreadConstraint, labels: Labels = NO_LABELS, selector?: Selector): SpreadConstraint {
  return {
    maxSkew: raw.maxSkew,
    topologyKey: raw.topologyKey,
    hard: raw.whenUnsatisfiable !== 'ScheduleAnyway',
    selector: selector ?? labelSelector(raw.labelSelector, ownValues(raw.matchLabelKeys, labels, 'In')),
    minDomains: raw.minDomains ?? 1,
    honorsAffinity: raw.nodeAffinityPolicy !== 'Ignore',
    honorsTaints: raw.nodeTaintsPolicy === 'Honor',
  };
}
