/** Thousandths. */
export type Samples = ReadonlyMap<string, number>;

export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

export const isWithin = (ratio: number, tolerances: Tolerances): boolean => 1 - tolerances.down <= ratio && ratio <= 1 + tolerances.up;

/** floor(a·b/c) for amounts whose product no longer fits a double exactly. */
function truncatedShare(a: number, b: number, c: number): number {
  return Number((BigInt(Math.trunc(a)) * BigInt(b)) / BigInt(Math.trunc(c)));
}

/** Utilization is cut to whole percent before it is compared: 109.9 % is 109 %. Null when nothing is requested. */
export function utilizationRatio(samples: Samples, requests: Samples, targetPercent: number): { readonly ratio: number; readonly utilization: number } | null {
  let used = 0;
  let requested = 0;
  for (const [pod, value] of samples) {
    const request = requests.get(pod);
    if (request === undefined) continue;
    used += value;
    requested += request;
  }
  if (requested === 0) return null;
  const utilization = truncatedShare(used, 100, requested);
  return { ratio: utilization / targetPercent, utilization };
}

/** Average use over target, the average cut to whole thousandths. */
export function averageRatio(samples: Samples, target: number): { readonly ratio: number; readonly utilization: number } {
  let total = 0;
  for (const value of samples.values()) total += value;
  const average = Math.trunc(total / samples.size);
  return { ratio: average / target, utilization: average };
}
