import type { Labels } from '../objects/labels.js';
import { type Requirement, requirement } from './requirement.js';

/** `matchLabelKeys` and `mismatchLabelKeys`: the pod's own values of these keys, which the API server adds to a selector. */
export function ownValues(keys: readonly string[] | undefined, labels: Labels, operator: 'In' | 'NotIn'): Requirement[] {
  return (keys ?? []).flatMap((key) => {
    const value = labels.get(key);
    return value === undefined ? [] : [requirement(key, operator, [value])];
  });
}
