/**
 * Percentages as whole numbers of 2^-24, so that they are subtracted and cut without a floating point number. Two of them are off by half
 * a unit each; sums of two that come this close to a whole percent are `unsure`, and have to be divided.
 */
export const BITS = 24;
export const ONE = 2 ** BITS;
export const HUNDRED = 100 * ONE;

/** Added before cutting: what is whole but for the errors is cut to itself. */
export const SLACK = 2;
/** Up to so many thousandths a percentage of whole amounts that is not whole stays further than the errors from one that is. */
export const MOST_CPU = 2 ** 22;
/** Percentages of amounts above this are too fine. */
export const MOST_MEMORY = 2 ** 43;

/** Below nothing is nothing, above the whole is the whole. */
export const fixedPercent = (part: number, all: number): number => Math.round(Math.min(Math.max((part / all) * HUNDRED, 0), HUNDRED));

/** Of a sum with `SLACK` added. */
export const unsure = (sum: number): boolean => (sum & (ONE - 1)) < 2 * SLACK;
