import { z } from 'zod';
import type { Distribution } from '../distribution.js';
import type { FaultEffect, FaultTiming, NodeTarget } from '../fault-rule.js';
import { distributionOf } from './distribution-format.js';
import { fields } from './fields.js';
import { count, duration, factorMilli, flag, name, shareMilli } from './quantities.js';

const targetFields = { pool: name.optional(), zone: name.optional(), count: count(1, 10_000).default(1) };
const target = (of: { pool?: string | undefined; zone?: string | undefined; count: number }): NodeTarget => ({
  pool: of.pool ?? null,
  zone: of.zone ?? null,
  count: of.count,
});

/** One field per kind of fault; its value says what is hit and how hard. */
const effects = {
  nodeCrash: fields(targetFields).transform((of): FaultEffect => ({ kind: 'node-crash', target: target(of) })),
  zoneOutage: fields({ zone: name.optional(), stagger: duration.default(0) }).transform(
    (of): FaultEffect => ({ kind: 'zone-outage', zone: of.zone ?? null, staggerUs: of.stagger }),
  ),
  partition: fields({ ...targetFields, cut: z.enum(['control-plane', 'all']).default('control-plane') }).transform(
    (of): FaultEffect => ({ kind: 'partition', target: target(of), cut: of.cut }),
  ),
  slowNode: fields({ ...targetFields, speed: factorMilli }).transform((of): FaultEffect => ({ kind: 'slow-node', target: target(of), speedMilli: of.speed })),
  flakyNode: fields({ ...targetFields, errors: shareMilli, extraLatency: duration.default(0) }).transform(
    (of): FaultEffect => ({ kind: 'flaky-node', target: target(of), errorMilli: of.errors, extraLatencyUs: of.extraLatency }),
  ),
  spotReclaim: fields({ ...targetFields, notice: duration.default(120_000_000) }).transform(
    (of): FaultEffect => ({ kind: 'spot-reclaim', target: target(of), noticeUs: of.notice }),
  ),
  drain: fields({ ...targetFields, batch: count(1, 1000).default(1), gap: duration.default(0), reboot: flag.default(true) }).transform(
    (of): FaultEffect => ({ kind: 'drain', target: target(of), batch: of.batch, gapUs: of.gap, reboot: of.reboot }),
  ),
  registrySlow: fields({ bandwidth: factorMilli }).transform((of): FaultEffect => ({ kind: 'registry-slow', factorMilli: of.bandwidth })),
  crashLoop: fields({ app: name, probability: shareMilli }).transform(
    (of): FaultEffect => ({ kind: 'crash-loop', app: of.app, probabilityMilli: of.probability }),
  ),
  staleView: fields({ lag: duration }).transform((of): FaultEffect => ({ kind: 'stale-view', lagUs: of.lag })),
  stockOut: fields({ pool: name }).transform((of): FaultEffect => ({ kind: 'stock-out', pool: of.pool })),
};
const EFFECTS = Object.keys(effects) as readonly (keyof typeof effects)[];

export interface FaultDraft {
  readonly name: string | null;
  readonly when: FaultTiming;
  readonly durationUs: Distribution | null;
  readonly effect: FaultEffect;
  /** The field the effect was written under. */
  readonly field: string;
}

const optionalEffects = {
  nodeCrash: effects.nodeCrash.optional(),
  zoneOutage: effects.zoneOutage.optional(),
  partition: effects.partition.optional(),
  slowNode: effects.slowNode.optional(),
  flakyNode: effects.flakyNode.optional(),
  spotReclaim: effects.spotReclaim.optional(),
  drain: effects.drain.optional(),
  registrySlow: effects.registrySlow.optional(),
  crashLoop: effects.crashLoop.optional(),
  staleView: effects.staleView.optional(),
  stockOut: effects.stockOut.optional(),
};

export const faultRule = fields({
  name: name.optional(),
  at: duration.optional(),
  /** Mean time between two (exponential), or how the gaps are distributed: measured failures come in clusters. */
  every: distributionOf(duration).optional(),
  from: duration.optional(),
  until: duration.optional(),
  for: distributionOf(duration).optional(),
  ...optionalEffects,
}).transform((of, context): FaultDraft => {
  const complain = (message: string, code: string) => context.addIssue({ code: 'custom', message, params: { code } });
  const given = EFFECTS.filter((field) => of[field] !== undefined);
  const field = given[0];
  const effect = field === undefined ? undefined : of[field];
  if (given.length !== 1) complain(`write exactly one of: ${EFFECTS.join(', ')}`, 'one-of');
  if ((of.at === undefined) === (of.every === undefined)) complain('write either `at` (once) or `every` (mean time between two)', 'one-of');
  if (of.at !== undefined && (of.from !== undefined || of.until !== undefined))
    complain('`from` and `until` bound `every`; with `at` they mean nothing', 'bad-value');
  if (field === undefined || effect === undefined) return z.NEVER;
  const when: FaultTiming =
    of.at !== undefined
      ? { kind: 'at', atUs: of.at }
      : { kind: 'rate', gapsUs: gapsOf(of.every), fromUs: of.from ?? 0, untilUs: of.until ?? Number.MAX_SAFE_INTEGER };
  return { name: of.name ?? null, when, durationUs: of.for ?? null, effect, field };
});

/** A bare time is the mean of exponential gaps. */
const gapsOf = (every: Distribution | undefined): Distribution =>
  every?.kind === 'constant' ? { kind: 'exponential', mean: Math.max(1, every.value) } : (every ?? { kind: 'exponential', mean: 1 });
