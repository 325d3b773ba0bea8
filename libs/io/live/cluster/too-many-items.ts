import type { DrawnRun } from '#core/scenario';
import type { Refusal } from '../probe/host-facts.js';

/** Containers of a job are told in their environment what its items cost, and Linux takes no longer string there (MAX_ARG_STRLEN), less a name. */
const LONGEST_BYTES = 131_072 - 64;

/** A job of a scenario that no container of a real orchestrator can be told of; null: there is none. */
export function tooManyItems({ jobs }: Pick<DrawnRun, 'jobs'>): Refusal | null {
  const large = jobs.find(({ itemCpuUs }) => JSON.stringify(itemCpuUs).length > LONGEST_BYTES);
  if (large === undefined) return null;
  return {
    code: 'unsupported',
    reason: `job ${large.job} has ${large.items} items, more than a container of a real orchestrator can be told of`,
    fix: 'give the scenario jobs of fewer items, or take the driver light',
  };
}
