/** Nodes whose positions differ in the last bits alone are a block: what holds for all of it need not be asked of each. */
export const BLOCK_BITS = 8;
export const BLOCK = 2 ** BLOCK_BITS;

export const blocksIn = (nodes: number): number => Math.ceil(nodes / BLOCK);
