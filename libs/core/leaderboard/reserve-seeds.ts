import { sha256Hex } from '#core/digest';

/** Seeds are below 2^31, as the command line takes them. */
const HEX_DIGITS = 8;

/**
 * The seeds that a contest keeps in reserve for a scenario, in the order in which they are used: the first 31 bits of
 * SHA-256(`root/scenario/0`), `…/1`, and so on. The root is drawn when the contest is made, its commitment published at once and
 * the root itself after the end: nobody can know the seeds before, nor choose them afterwards. Seeds that are public already are left out.
 */
export function reserveSeeds(root: string, scenario: string, count: number, taken: readonly number[] = []): readonly number[] {
  const seeds: number[] = [];
  for (let index = 0; seeds.length < count; index++) {
    const seed = Math.floor(Number.parseInt(sha256Hex(`${root}/${scenario}/${index}`).slice(0, HEX_DIGITS), 16) / 2);
    if (!taken.includes(seed) && !seeds.includes(seed)) seeds.push(seed);
  }
  return seeds;
}

/** What is published of a root beforehand: `printf %s ROOT | sha256sum`. */
export const commitmentOfRoot = (root: string): string => sha256Hex(root);
