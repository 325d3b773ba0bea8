import type { RandomStream } from '#core/random';
import type { Variation } from './scenario.js';

type Scalar = string | number | boolean;

/** The value a seed draws, as it would be written in the file. */
export function drawVariation(draw: Variation['draw'], stream: RandomStream): Scalar {
  if (draw.kind === 'choice') return draw.of[stream.integer(draw.of.length)] as Scalar;
  const value = draw.low + (draw.high - draw.low) * stream.uniform();
  return written(value, draw.unit);
}

/** Values at the edges of what can be drawn: if these are fine, so is what lies between. */
export function extremesOf(draw: Variation['draw']): readonly Scalar[] {
  return draw.kind === 'choice' ? draw.of : [written(draw.low, draw.unit), written(draw.high, draw.unit)];
}

function written(value: number, unit: string): Scalar {
  const rounded = Math.round(value * 1000) / 1000;
  return unit === '' ? rounded : `${rounded}${unit}`;
}

/**
 * A copy of `data` with the field at `path` replaced, or undefined when there is no such field. Only what lies on the path
 * is copied.
 */
export function replacedAt(data: unknown, path: readonly string[], value: Scalar): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return data !== null && typeof data === 'object' ? undefined : value;
  if (Array.isArray(data)) {
    const index = data.findIndex((item, place) => String(place) === step || nameOf(item) === step);
    const inner = index < 0 ? undefined : replacedAt(data[index], rest, value);
    return inner === undefined ? undefined : data.with(index, inner);
  }
  if (data === null || typeof data !== 'object' || !Object.hasOwn(data, step)) return undefined;
  const inner = replacedAt((data as Record<string, unknown>)[step], rest, value);
  return inner === undefined ? undefined : { ...data, [step]: inner };
}

const nameOf = (item: unknown): unknown => (item !== null && typeof item === 'object' ? (item as Record<string, unknown>)['name'] : undefined);
