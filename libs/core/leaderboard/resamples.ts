import { RandomStream } from '#core/random';
import type { RankOptions } from './scored-submission.js';

const DEFAULT_RESAMPLES = 1000;

/**
 * How much of each paired seed each bootstrap resample takes, for a scenario with `size` of them: `count` rows of `size` shares that sum
 * to 1. Drawn from (published seed, scenario, size) alone and used for every pair, so ten thousand comparisons cost multiplications, not
 * draws, and a comparison comes out the same whoever else is on the board.
 */
export class Resamples {
  readonly count: number;
  private readonly drawn = new Map<string, Float64Array>();

  constructor(private readonly options: RankOptions) {
    this.count = options.resamples ?? DEFAULT_RESAMPLES;
  }

  shares(scenario: string, size: number): Float64Array {
    const name = `bootstrap/${scenario}/${size}`;
    let found = this.drawn.get(name);
    if (found === undefined) {
      const stream = new RandomStream(this.options.seed, name);
      found = new Float64Array(this.count * size);
      for (let row = 0; row < this.count; row++) {
        for (let k = 0; k < size; k++) {
          const column = row * size + stream.integer(size);
          found[column] = (found[column] as number) + 1;
        }
      }
      for (let i = 0; i < found.length; i++) found[i] = (found[i] as number) / size;
      this.drawn.set(name, found);
    }
    return found;
  }
}
