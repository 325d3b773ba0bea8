import { RandomStream } from '#core/random';
import { type Distribution, draw } from '#core/scenario';

/** Draws from one distribution by a stream of its own name. */
export class Sampler {
  private readonly stream: RandomStream;

  constructor(
    private readonly distribution: Distribution,
    seed: number,
    name: string,
  ) {
    this.stream = new RandomStream(seed, name);
  }

  next(): number {
    return this.distribution.kind === 'constant' ? this.distribution.value : draw(this.distribution, this.stream);
  }
}
