import { RandomStream } from '#core/random';
import { type Distribution, draw } from '#core/scenario';

/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { min } = Math;
const FIRST_BLOCK = 2;
const LARGEST_BLOCK = 32;
const NONE = new Float64Array(0);

/** Draws from one distribution by a stream of its own name. Several at once: their long divisions overlap, and the numbers are the same. */
export class Sampler {
  private readonly stream: RandomStream;
  private block = NONE;
  private drawn = 0;

  constructor(
    private readonly distribution: Distribution,
    seed: number,
    name: string,
  ) {
    this.stream = new RandomStream(seed, name);
  }

  next(): number {
    if (this.drawn === this.block.length) {
      if (this.distribution.kind === 'constant') return this.distribution.value;
      this.refill(this.distribution);
    }
    return this.block[this.drawn++] as number;
  }

  private refill(distribution: Distribution): void {
    const { stream } = this;
    const { length } = this.block;
    if (length < LARGEST_BLOCK) this.block = new Float64Array(min(LARGEST_BLOCK, length === 0 ? FIRST_BLOCK : length * 4));
    for (let i = 0; i < this.block.length; i++) this.block[i] = draw(distribution, stream);
    this.drawn = 0;
  }
}
