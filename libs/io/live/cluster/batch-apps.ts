import type { DrawnRun } from '#core/scenario';

/** Applications that get their work by jobs that the scenario hands over. */
export const batchAppsOf = ({ applications }: DrawnRun): ReadonlySet<string> =>
  new Set(applications.filter(({ kind }) => kind === 'batch').map(({ name }) => name));
