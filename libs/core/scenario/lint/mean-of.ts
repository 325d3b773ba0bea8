import { exp, ln } from '#core/random';
import type { Distribution } from '../distribution.js';

/** Mean of a distribution, in its unit. For estimates: runs draw, they do not average. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return (distribution.low + distribution.high) / 2;
    case 'exponential':
    case 'gamma':
      return distribution.mean;
    case 'lognormal':
      return distribution.median * Math.sqrt(1 + distribution.cv * distribution.cv);
    case 'weibull':
      return distribution.scale * gammaFunction(1 + 1 / distribution.shape);
    case 'pareto':
      return boundedParetoMean(distribution.low, distribution.high, distribution.alpha);
    case 'table': {
      const weight = distribution.weights.reduce((sum, one) => sum + one, 0);
      return distribution.values.reduce((sum, value, index) => sum + value * (distribution.weights[index] ?? 0), 0) / (weight || 1);
    }
  }
}

function boundedParetoMean(low: number, high: number, alpha: number): number {
  if (low === high) return low;
  const ratio = exp(alpha * ln(low / high));
  if (Math.abs(alpha - 1) < 1e-9) return ((low * high) / (high - low)) * ln(high / low);
  return ((low / (1 - ratio)) * alpha * (1 - exp((alpha - 1) * ln(low / high)))) / (alpha - 1);
}

/** Stirling's series after shifting the argument above 8; relative error under 1e-9. */
function gammaFunction(x: number): number {
  let shift = 1;
  let z = x;
  for (; z < 8; z++) shift *= z;
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5);
  return exp((z - 0.5) * ln(z) - z + 0.5 * ln(2 * Math.PI) + series) / shift;
}
