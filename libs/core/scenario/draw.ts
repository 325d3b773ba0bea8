import { exp, ln, type RandomStream } from '#core/random';
import type { Distribution } from './distribution.js';

/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { min, round, sqrt } = Math;

/** One value: a non-negative safe integer in the unit of the distribution. */
export function draw(distribution: Distribution, stream: RandomStream): number {
  const value = round(sample(distribution, stream));
  return value >= 0 ? min(value, Number.MAX_SAFE_INTEGER) : 0;
}

function sample(distribution: Distribution, stream: RandomStream): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return distribution.low + (distribution.high - distribution.low) * stream.uniform();
    case 'exponential':
      return stream.exponential(distribution.mean);
    case 'lognormal':
      return distribution.cv === 0 ? distribution.median : stream.lognormal(distribution.median, distribution.cv);
    case 'gamma':
      return distribution.mean * drawUnitGamma(distribution.cv, stream);
    case 'weibull':
      return distribution.scale * power(stream.exponential(1), 1 / distribution.shape);
    case 'pareto':
      return boundedPareto(distribution.low, distribution.high, distribution.alpha, stream.uniform());
    case 'table':
      return pick(distribution.values, distribution.weights, stream);
  }
}

const power = (base: number, exponent: number): number => (base <= 0 ? 0 : exp(exponent * ln(base)));

/** Gamma with mean 1 and the given coefficient of variation (Marsaglia and Tsang, 2000). 0 gives 1, 1 is exponential. */
export function drawUnitGamma(cv: number, stream: RandomStream): number {
  if (cv === 0) return 1;
  if (cv === 1) return stream.exponential(1);
  const shape = 1 / (cv * cv);
  if (shape < 1) return (gammaOfShape(shape + 1, stream) * power(1 - stream.uniform(), 1 / shape)) / shape;
  return gammaOfShape(shape, stream) / shape;
}

function gammaOfShape(shape: number, stream: RandomStream): number {
  const d = shape - 1 / 3;
  const c = 1 / sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (ln(1 - stream.uniform()) < 0.5 * x * x + d - d * v + d * ln(v)) return d * v;
  }
}

function boundedPareto(low: number, high: number, alpha: number, u: number): number {
  const ratio = power(low / high, alpha);
  return low / power(1 - u * (1 - ratio), 1 / alpha);
}

function pick(values: readonly number[], weights: readonly number[], stream: RandomStream): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = stream.uniform() * total;
  for (let i = 0; i < values.length - 1; i++) {
    left -= weights[i] as number;
    if (left < 0) return values[i] as number;
  }
  return values[values.length - 1] as number;
}
