import type { Distribution } from './distribution.js';

/** Which nodes a fault hits; drawn from the fault's own stream, never from what the entry decided. */
export interface NodeTarget {
  /** Null: any. */
  readonly pool: string | null;
  readonly zone: string | null;
  readonly count: number;
}

export type FaultEffect =
  /** Power off; back after the duration with nothing running. */
  | { readonly kind: 'node-crash'; readonly target: NodeTarget }
  /** Every node of the zone; they return one after the other, `staggerUs` apart. Null: a zone drawn per seed. */
  | { readonly kind: 'zone-outage'; readonly zone: string | null; readonly staggerUs: number }
  /** The nodes go on running and cannot be heard by the control plane; `all`: nor by clients and other nodes. */
  | { readonly kind: 'partition'; readonly target: NodeTarget; readonly cut: 'control-plane' | 'all' }
  /** Gray: health checks pass, work takes longer. */
  | { readonly kind: 'slow-node'; readonly target: NodeTarget; readonly speedMilli: number }
  /** Gray: a share of requests fails or takes longer. */
  | { readonly kind: 'flaky-node'; readonly target: NodeTarget; readonly errorMilli: number; readonly extraLatencyUs: number }
  | { readonly kind: 'spot-reclaim'; readonly target: NodeTarget; readonly noticeUs: number }
  /** The operator's maintenance: `batch` nodes at a time are drained, kept for the duration, returned; then the next. */
  | { readonly kind: 'drain'; readonly target: NodeTarget; readonly batch: number; readonly gapUs: number; readonly reboot: boolean }
  | { readonly kind: 'registry-slow'; readonly factorMilli: number }
  /** Each start of a pod of the application fails with this probability. */
  | { readonly kind: 'crash-loop'; readonly app: string; readonly probabilityMilli: number }
  /** The control plane hears everything this much later. */
  | { readonly kind: 'stale-view'; readonly lagUs: number }
  /** The cloud has no machine for this pool. */
  | { readonly kind: 'stock-out'; readonly pool: string };

export type FaultKind = FaultEffect['kind'];
export const FAULT_KINDS = [
  'node-crash',
  'zone-outage',
  'partition',
  'slow-node',
  'flaky-node',
  'spot-reclaim',
  'drain',
  'registry-slow',
  'crash-loop',
  'stale-view',
  'stock-out',
] as const satisfies readonly FaultKind[];

/** Once at `atUs`, or again and again with drawn gaps between `fromUs` and `untilUs`. */
export type FaultTiming =
  | { readonly kind: 'at'; readonly atUs: number }
  | { readonly kind: 'rate'; readonly gapsUs: Distribution; readonly fromUs: number; readonly untilUs: number };

export interface FaultRule {
  readonly name: string;
  readonly when: FaultTiming;
  /** How long it lasts, µs; null: to the end of the run. */
  readonly durationUs: Distribution | null;
  readonly effect: FaultEffect;
}
