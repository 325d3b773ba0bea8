/** A hidden scenario keeps its seeds to itself; an extra seed counts in comparisons alone. */
export const seedName = (run: { readonly seed: number | null; readonly extra: boolean }): string =>
  `${run.extra ? 'extra ' : ''}${run.seed === null ? 'hidden seed' : `seed ${run.seed}`}`;
