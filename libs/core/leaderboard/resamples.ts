import { RandomStream } from '#core/random';
import type { RankOptions } from './scored-submission.js';

const DEFAULT_RESAMPLES = 1000;

/**
 * Which seeds each bootstrap resample picks, for a scenario with `size` paired seeds: `count` rows of `size` indexes. Drawn
 * from (published seed, scenario, size) alone and used for every pair, so ten thousand comparisons cost additions, not draws,
 * and a comparison comes out the same whoever else is on the board.
 */
export class Resamples {
  readonly count: number;
  private readonly picked = new Map<string, Uint32Array>();

  constructor(private readonly options: RankOptions) {
    this.count = options.resamples ?? DEFAULT_RESAMPLES;
  }

  picks(scenario: string, size: number): Uint32Array {
    const name = `bootstrap/${scenario}/${size}`;
    let found = this.picked.get(name);
    if (found === undefined) {
      const stream = new RandomStream(this.options.seed, name);
      found = Uint32Array.from({ length: this.count * size }, () => stream.integer(size));
      this.picked.set(name, found);
    }
    return found;
  }
}
