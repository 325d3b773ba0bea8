import { MILLISECOND } from '#core/units';
import type { AppUsage, PodUsage } from '../../../world-event.js';

/** Names under which entries ask for what the world measures; all values in thousandths. */
export function podSample(metric: string, usage: PodUsage): number | null {
  if (/in[_-]?flight|concurren/.test(metric)) return usage.inFlight * 1000;
  if (/requests|rps|qps/.test(metric)) return usage.requestsPerSecondMilli;
  if (/cpu/.test(metric)) return usage.cpuMilli;
  return /memory/.test(metric) ? usage.memoryBytes * 1000 : null;
}

/** Latency counts in milliseconds. */
export function appSample(metric: string, usage: AppUsage): number | null {
  if (/backlog|queue|pending|waiting/.test(metric)) return usage.backlog * 1000;
  if (/latency|p99|duration/.test(metric)) return Math.round((usage.latencyP99Us * 1000) / MILLISECOND);
  return /requests|rps|qps/.test(metric) ? usage.requestsPerSecondMilli : null;
}
