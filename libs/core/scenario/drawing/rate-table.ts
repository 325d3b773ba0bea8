import { exp, RandomStream } from '#core/random';
import { MINUTE, SECOND } from '#core/units';
import type { LoadShape } from '../load-shape.js';
import { cosineOfTurns } from './cosine.js';

/** Rates are taken as constant over steps of this width: 100 ms. */
export const RATE_STEP_US = 100_000;

/** The rate of a shape in each step up to the horizon: requests a second. Random parts come from streams named after `name`. */
export function rateTable(shape: LoadShape, horizonUs: number, seed: number, name: string): Float64Array {
  const steps = Math.ceil(horizonUs / RATE_STEP_US);
  const table = new Float64Array(steps);
  const level = levelOf(shape, horizonUs, seed, name);
  for (let step = 0; step < steps; step++) table[step] = Math.max(0, level(step * RATE_STEP_US + RATE_STEP_US / 2));
  return table;
}

/** Mean rate of a shape in each minute, from its level at every second: what a preview needs, at a tenth of the table's cost. */
export function ratePerMinute(shape: LoadShape, horizonUs: number, seed: number, name: string): Float64Array {
  const level = levelOf(shape, horizonUs, seed, name);
  return Float64Array.from({ length: Math.ceil(horizonUs / MINUTE) }, (_, minute) => {
    const seconds = Math.max(1, Math.min(60, Math.ceil((horizonUs - minute * MINUTE) / SECOND)));
    let sum = 0;
    for (let second = 0; second < seconds; second++) sum += Math.max(0, level(minute * MINUTE + second * SECOND + SECOND / 2));
    return sum / seconds;
  });
}

/** Level at a time, in rate or factor units; times must be asked in rising order. */
type LevelAt = (timeUs: number) => number;

function levelOf(shape: LoadShape, horizonUs: number, seed: number, name: string): LevelAt {
  switch (shape.kind) {
    case 'constant':
      return () => shape.micros / 1e6;
    case 'ramp':
      return (time) => rampLevel(shape, time);
    case 'diurnal':
      return (time) => (shape.meanMicros / 1e6) * (1 - (shape.amplitudeMilli / 1000) * cosineOfTurns((time - shape.phaseUs) / shape.periodUs));
    case 'flash':
      return (time) => flashLevel(shape, time);
    case 'mmpp':
      return mmppLevel(shape, new RandomStream(seed, `${name}/mmpp`));
    case 'trace':
      return (time) => traceLevel(shape, time);
    case 'sum':
    case 'product': {
      const parts = shape.of.map((part, index) => levelOf(part, horizonUs, seed, `${name}/${index}`));
      if (shape.kind === 'sum') return (time) => parts.reduce((total, part) => total + part(time), 0);
      return (time) => parts.reduce((total, part) => total * part(time), 1);
    }
  }
}

function rampLevel(shape: LoadShape & { kind: 'ramp' }, time: number): number {
  const done = shape.overUs === 0 ? Number(time >= shape.startUs) : Math.min(1, Math.max(0, (time - shape.startUs) / shape.overUs));
  return (shape.fromMicros + (shape.toMicros - shape.fromMicros) * done) / 1e6;
}

function flashLevel(shape: LoadShape & { kind: 'flash' }, time: number): number {
  const since = time - shape.atUs;
  return (shape.restMicros + (shape.peakMicros - shape.restMicros) * flashShare(shape, since)) / 1e6;
}

function flashShare(shape: LoadShape & { kind: 'flash' }, since: number): number {
  if (since < 0) return 0;
  if (since < shape.rampUs) return since / shape.rampUs;
  const after = since - shape.rampUs - shape.holdUs;
  if (after <= 0) return 1;
  return shape.decayUs === 0 ? 0 : exp(-after / shape.decayUs);
}

function mmppLevel(shape: LoadShape & { kind: 'mmpp' }, stream: RandomStream): LevelAt {
  const whole = shape.dwellLowUs + shape.dwellHighUs;
  let high = whole > 0 && stream.uniform() < shape.dwellHighUs / whole;
  const dwell = () => Math.max(RATE_STEP_US, stream.exponential(high ? shape.dwellHighUs : shape.dwellLowUs));
  let until = dwell();
  return (time) => {
    while (time >= until) {
      high = !high;
      until += dwell();
    }
    return (high ? shape.highMicros : shape.lowMicros) / 1e6;
  };
}

function traceLevel(shape: LoadShape & { kind: 'trace' }, time: number): number {
  const bucket = Math.floor(time / shape.everyUs);
  return (shape.micros[shape.repeat ? bucket % shape.micros.length : bucket] ?? 0) / 1e6;
}
