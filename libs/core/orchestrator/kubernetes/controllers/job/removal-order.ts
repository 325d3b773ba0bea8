import type { PodRecord } from '../../control-plane/pod-record.js';

const PHASES = ['Pending', 'Running', 'Failed', 'Succeeded'];

/** Which pods a Job can best do without: those that are furthest from doing anything (controller.ActivePods). Below 0: `a` goes first. */
export function removalOrder(a: PodRecord, b: PodRecord): number {
  if ((a.node === null) !== (b.node === null)) return a.node === null ? -1 : 1;
  if (a.phase !== b.phase) return PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase);
  if (a.ready !== b.ready) return a.ready ? 1 : -1;
  if (a.ready && a.readyChangedSecond !== b.readyChangedSecond) return b.readyChangedSecond - a.readyChangedSecond;
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  return b.createdUs - a.createdUs;
}
