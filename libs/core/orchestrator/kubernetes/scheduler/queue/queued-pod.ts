import { SECOND } from '#core/units';
import type { PodInfo } from '../snapshot/pod-info.js';

export interface BackoffLimits {
  readonly initialUs: number;
  readonly maxUs: number;
}

/** A pending pod with what its earlier attempts left behind. */
export interface QueuedPod {
  readonly pod: PodInfo;
  /** Order in which pods came or failed: tells apart what happened at the same instant. */
  serial: number;
  /** When it came, or when its last attempt failed. */
  timestampUs: number;
  rejections: number;
  errors: number;
  rejectedBy: ReadonlySet<string>;
  where: 'active' | 'backoff' | 'error-backoff' | 'unschedulable' | 'gated' | 'gone';
  /** Grows with every move: what a heap holds of earlier places is stale. */
  move: number;
}

/** Higher priority first, then who waits longer since its last failure. */
export function queuedBefore(a: QueuedPod, b: QueuedPod): boolean {
  const [pa, pb] = [a.pod.traits.priority, b.pod.traits.priority];
  if (pa !== pb) return pa > pb;
  return a.timestampUs === b.timestampUs ? a.serial < b.serial : a.timestampUs < b.timestampUs;
}

const wholeSecond = (us: number): number => us - (us % SECOND);

/** End of the backoff in whole seconds, so that pods whose backoffs end together go by priority; 0 without failures. */
export function backoffEnd(queued: QueuedPod, limits: BackoffLimits): number {
  const failures = queued.errors > 0 ? queued.errors : queued.rejections;
  if (failures === 0) return 0;
  const duration = Math.min(limits.maxUs, limits.initialUs * 2 ** Math.min(failures - 1, 40));
  return wholeSecond(queued.timestampUs + duration);
}

export const backsOff = (queued: QueuedPod, nowUs: number, limits: BackoffLimits): boolean => {
  const end = backoffEnd(queued, limits);
  return end > 0 && end >= wholeSecond(nowUs);
};
