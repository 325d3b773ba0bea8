/** Sizes are numbered in steps of this many, for what is kept of each side by side. */
export const SIZE_STEP = 3;
