/** A hidden scenario keeps its seeds to itself. */
export const seedName = (run: { readonly seed: number | null }): string => (run.seed === null ? 'hidden seed' : `seed ${run.seed}`);
