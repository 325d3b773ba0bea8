import type { Constraint } from './constraint.js';
import type { PlacedValues } from './placed-values.js';

/** What a constraint is judged by. */
export interface Standing {
  readonly placed: PlacedValues;
  /** Instances that the app shall have. */
  readonly instances: number;
  /** Values seen in offers, for GROUP_BY without a number. */
  readonly discovered: Iterable<string>;
}

/**
 * Whether an offer whose field has `offered` (null: the agent lacks it) meets a constraint. GROUP_BY without a number follows its
 * documentation, a group is taken when it is new or has the fewest; the code of the last release divides by zero there.
 */
export function meetsConstraint(constraint: Constraint, offered: string | null, { placed, instances, discovered }: Standing): boolean {
  if (offered === null) return constraint.operator === 'UNLIKE';
  switch (constraint.operator) {
    case 'LIKE':
    case 'IS':
      return constraint.test?.(offered) ?? false;
    case 'UNLIKE':
      return constraint.value !== '' && !(constraint.test?.(offered) ?? false);
    case 'UNIQUE':
      return placed.countAt(offered) === 0;
    case 'MAX_PER':
      return placed.countAt(offered) === 0 || placed.countAt(offered) < constraint.count;
    case 'CLUSTER':
      if (constraint.value !== '') return offered === constraint.value;
      return placed.first === undefined || placed.first === offered;
    case 'GROUP_BY':
      return meetsGroupBy(constraint, offered, { placed, instances, discovered });
  }
}

function meetsGroupBy({ count }: Constraint, offered: string, { placed, instances, discovered }: Standing): boolean {
  const here = placed.countAt(offered);
  if (count <= 0) return here === 0 || here <= placed.least(discovered);
  if (here === 0) return placed.groups < count;
  const share = Math.floor(instances / count);
  return here < share || (here === share && (instances % count) - placed.beyond(share) > 0);
}
