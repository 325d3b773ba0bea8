import { type Amounts, NOTHING, SCALAR_COUNT } from './amounts.js';

/** Of a role at the top. Guarantees are kept free for it; beyond limits it gets nothing. */
export interface Quota {
  readonly guarantees: Amounts;
  /** `Infinity` where there is none. */
  readonly limits: Amounts;
}

export const NO_LIMITS: Amounts = NOTHING.map(() => Number.POSITIVE_INFINITY);
export const DEFAULT_QUOTA: Quota = { guarantees: NOTHING, limits: NO_LIMITS };

export const topLevel = (role: string): string => role.split('/', 1)[0] as string;
export const isAny = (quantities: Amounts): boolean => quantities.slice(0, SCALAR_COUNT).some((value) => value > 0);

/** What is left of `whole` after `part`, never below none: quantities as Mesos subtracts them. */
export function without(whole: Amounts, part: Amounts): number[] {
  return whole.map((value, kind) => Math.max(0, value - (part[kind] as number)));
}

/** Chops scalars down to `bound`; ports stay whole. */
export function chopped(what: Amounts, bound: Amounts): number[] {
  return what.map((value, kind) => (kind < SCALAR_COUNT ? Math.min(value, Math.max(0, bound[kind] as number)) : value));
}
