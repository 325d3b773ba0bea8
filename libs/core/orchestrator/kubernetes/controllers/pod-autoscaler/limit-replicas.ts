import type { DirectionRules, ScalingRules } from './scaling-rules.js';

/** A moment in the past, in seconds before now, and how many pods it was about. */
export interface PastReplicas {
  readonly agoSeconds: number;
  readonly replicas: number;
}

/** How many pods came or went within the last `seconds`. */
export const changeWithin = (events: readonly PastReplicas[], seconds: number): number =>
  events.filter((event) => event.agoSeconds < seconds).reduce((sum, event) => sum + event.replicas, 0);

/** The list with one more change. The last entry that is older than every policy looks back gives its place; without policies nothing is kept. */
export function storeScaleEvent(events: readonly PastReplicas[], replicas: number, rules: DirectionRules | undefined): PastReplicas[] {
  if (rules === undefined) return [...events];
  const longest = Math.max(...rules.policies.map((policy) => policy.periodSeconds));
  const outdated = events.findLastIndex((event) => event.agoSeconds > longest);
  const now = { agoSeconds: 0, replicas };
  return outdated < 0 ? [...events, now] : events.map((event, i) => (i === outdated ? now : event));
}

export interface RateInput {
  readonly current: number;
  readonly ups: readonly PastReplicas[];
  readonly downs: readonly PastReplicas[];
}

function upLimit({ current, ups, downs }: RateInput, rules: DirectionRules): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const proposals = rules.policies.map(({ type, value, periodSeconds }) => {
    const start = current - changeWithin(ups, periodSeconds) + changeWithin(downs, periodSeconds);
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
  });
  return rules.selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals);
}

function downLimit({ current, ups, downs }: RateInput, rules: DirectionRules): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const proposals = rules.policies.map(({ type, value, periodSeconds }) => {
    const start = current - changeWithin(ups, periodSeconds) + changeWithin(downs, periodSeconds);
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  return rules.selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals);
}

/** As far as the policies and the bounds let it go; never past `current` in the other direction. */
export function limitByPolicies(desired: number, rate: RateInput, rules: ScalingRules, bounds: { readonly min: number; readonly max: number }): number {
  const { current } = rate;
  if (desired > current) return Math.min(desired, Math.min(bounds.max, Math.max(current, upLimit(rate, rules.up))));
  if (desired < current) return Math.max(desired, Math.max(bounds.min, Math.min(current, downLimit(rate, rules.down))));
  return desired;
}

/** Without `behavior`: at most double, at least four, within the bounds. */
export function limitByDefault(desired: number, current: number, bounds: { readonly min: number; readonly max: number }): number {
  const most = Math.min(bounds.max, Math.max(2 * current, 4));
  return desired < bounds.min ? bounds.min : Math.min(desired, most);
}

/** Without `behavior`: never below what was recommended within the window. */
export function stabilizeDown(desired: number, past: readonly PastReplicas[], windowSeconds: number): number {
  return Math.max(desired, ...past.filter((one) => one.agoSeconds < windowSeconds).map((one) => one.replicas));
}

/** With `behavior`: up only to the lowest, down only to the highest recommendation of the direction's window. */
export function stabilizeBothWays(desired: number, current: number, past: readonly PastReplicas[], upSeconds: number, downSeconds: number): number {
  const within = (seconds: number) => past.filter((one) => one.agoSeconds < seconds).map((one) => one.replicas);
  const lowest = Math.min(desired, ...within(upSeconds));
  const highest = Math.max(desired, ...within(downSeconds));
  return Math.min(Math.max(current, lowest), highest);
}
