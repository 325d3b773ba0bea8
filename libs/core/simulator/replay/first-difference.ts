export interface Difference {
  /** `metrics.latency.good`, `timeline.apps.0.served.12`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** Where two JSON values first differ, keys in the order of the first; null when they are equal. */
export function firstDifference(recorded: unknown, replayed: unknown, path = ''): Difference | null {
  if (Object.is(recorded, replayed)) return null;
  if (!isObject(recorded) || !isObject(replayed) || Array.isArray(recorded) !== Array.isArray(replayed)) return { path, recorded, replayed };
  const keys = new Set([...Object.keys(recorded), ...Object.keys(replayed)]);
  for (const key of keys) {
    const difference = firstDifference(recorded[key], replayed[key], path === '' ? key : `${path}.${key}`);
    if (difference !== null) return difference;
  }
  return null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
