import { type Constraint, parseConstraint } from '#core/entry';
import { nodeMatches } from '../constraint.js';
import { type Filter, onNodes } from './filter.js';

/** All placement constraints hold. One that cannot be read switches the whole filter off, as in swarmkit. */
export const constraints: Filter = {
  name: 'ConstraintFilter',
  forTask(spec) {
    const parsed = spec.constraints.map(parseConstraint);
    if (parsed.length === 0 || parsed.some((one) => typeof one === 'string')) return undefined;
    return (info) => nodeMatches(parsed as readonly Constraint[], info.node);
  },
  explain: (count) => onNodes('scheduling constraints not satisfied', count),
};
