import { z } from 'zod';
import { constant } from '../distribution.js';
import type { PackingRule, PackingTrace, PodShape, Variation } from '../scenario.js';
import { application } from './application-format.js';
import { cluster, resources } from './cluster-format.js';
import { distributionOf } from './distribution-format.js';
import { faultRule } from './fault-format.js';
import { fields, tagged } from './fields.js';
import { appLoad } from './load-format.js';
import { bytes, count, duration, name, number, share, shareMilli, text } from './quantities.js';

const meta = fields({
  id: name,
  title: text(120),
  summary: text(2000),
  family: name.optional(),
  visibility: z.enum(['public', 'hidden']).default('public'),
  licence: text(80).default('Apache-2.0'),
  world: z.enum(['simulated', 'live']).default('simulated'),
  citations: z.array(text(300)).max(20).default([]),
});

const clock = fields({ horizon: duration, warmup: duration.default(0), window: duration.default(10_000_000) });

const release = fields({
  at: duration,
  app: name,
  version: count(2, 1_000_000),
  size: bytes.optional(),
  crashes: shareMilli.default(0),
  errors: shareMilli.default(0),
  cpu: number(0.01, 100).default(1),
});

const podShape = fields({
  app: name,
  weight: number(0, 1e9).default(1),
  requests: resources,
  priority: number(-1e9, 1e9).default(0),
  nodeSelector: z.record(text(100), z.array(text(100)).min(1).max(100)).default({}),
  lifetime: distributionOf(duration).optional(),
}).transform((of): PodShape => ({ ...of, priority: Math.round(of.priority), lifetimeUs: of.lifetime ?? null }));

const NO_GAP = constant(0);
const TRACE_UNITS = { ms: 1e3, s: 1e6, m: 60e6 };
const COLUMNS = '`at`, `shape` and `for` must be equally long';
/** Every pod of a trace, in columns: times in the unit, the number of the shape from 0 on, and how long it stays (`null`: to the end). */
const packingTrace = fields({
  unit: z.enum(['ms', 's', 'm']),
  at: z.array(number(0, 1e9)).min(1).max(200_000),
  shape: z.array(count(0, 999)).max(200_000),
  for: z.array(number(0, 1e9).nullable()).max(200_000),
})
  .refine((of) => of.at.length === of.shape.length && of.at.length === of.for.length, { error: COLUMNS })
  .refine((of) => of.at.every((at, index) => index === 0 || at >= (of.at[index - 1] as number)), { error: 'times must not fall', path: ['at'] })
  .transform((of): PackingTrace => {
    const scale = TRACE_UNITS[of.unit];
    const us = (value: number): number => Math.round(value * scale);
    return { atUs: of.at.map(us), shape: of.shape, lifetimeUs: of.for.map((value) => (value === null ? null : us(value))) };
  });

const packing = fields({
  trace: packingTrace.optional(),
  every: distributionOf(duration).optional(),
  first: duration.default(0),
  count: count(1, 200_000).optional(),
  untilShare: number(0, 10).optional(),
  shapes: z.array(podShape).min(1).max(1000),
  measure: z.enum(['allocation', 'compaction']).default('allocation'),
})
  .superRefine((of, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message, params: { code: 'one-of' } });
    const drawn = of.every !== undefined && of.count !== undefined;
    if (of.trace === undefined && !drawn) complain('write `every` and `count` (pods are drawn), or `trace` (every pod as it was)');
    if (of.trace !== undefined && (of.every !== undefined || of.count !== undefined))
      complain('`every` and `count` draw pods; beside `trace` they mean nothing');
    const unknown = of.trace?.shape.find((index) => index >= of.shapes.length);
    if (unknown !== undefined) complain(`the trace has pods of shape ${unknown}; there are ${of.shapes.length}, counted from 0`);
  })
  .transform(
    (of): PackingRule => ({
      trace: of.trace ?? null,
      everyUs: of.every ?? NO_GAP,
      firstAtUs: of.first,
      count: of.count ?? of.trace?.atUs.length ?? 0,
      untilShareMilli: of.untilShare === undefined ? null : Math.round(of.untilShare * 1000),
      shapes: of.shapes,
      measure: of.measure,
    }),
  );

const cost = number(0, 1e15);
const costs = fields({ latency: cost, utilization: cost, recovery: cost });
const scoring = fields({
  weights: fields({ latency: share, utilization: share, recovery: share }).refine((of) => Math.abs(of.latency + of.utilization + of.recovery - 1) < 1e-9, {
    error: 'the three weights must sum to 1',
  }),
  references: fields({ baseline: costs, bestKnown: costs }).nullable().default(null),
  currency: text(10).default('USD'),
});

const COMMITMENT = 'the SHA-256 of the hidden seeds, 64 hexadecimal digits';
const seeds = fields({
  public: z
    .array(count(0, 2 ** 31))
    .min(1)
    .max(1000),
  hidden: fields({ count: count(1, 1000), commitment: z.string({ error: COMMITMENT }).regex(/^[0-9a-f]{64}$/, { error: COMMITMENT }) }).optional(),
});

const scalar = z.union([z.string().max(200), z.number(), z.boolean()], { error: 'text, a number, `true` or `false`' });
const ENDS = 'two quantities of the same unit, the lower one first, such as `[4x, 8x]`';
const AMOUNT = /^(\d+(?:\.\d+)?)([^\d.]*)$/;
const uniform = z
  .array(z.union([z.string(), z.number()]), { error: ENDS })
  .length(2, { error: ENDS })
  .transform((ends, context): Variation['draw'] => {
    const [low, high] = ends.map((end) => AMOUNT.exec(String(end)));
    if (low && high && low[2] === high[2] && Number(low[1]) <= Number(high[1]))
      return { kind: 'uniform', low: Number(low[1]), high: Number(high[1]), unit: low[2] ?? '' };
    context.addIssue({ code: 'custom', message: ENDS, params: { code: 'bad-variation' } });
    return z.NEVER;
  });
const variation = tagged<Variation['draw']>({
  choice: z
    .array(scalar)
    .min(1)
    .max(50)
    .transform((of): Variation['draw'] => ({ kind: 'choice', of })),
  uniform,
});

/** The whole file. What comes out has no units and all defaults; names are not looked up yet. */
export const scenarioFormat = fields({
  /** For editors. */
  $schema: z.string().optional(),
  apiVersion: z.literal('regatta/v1'),
  kind: z.literal('Scenario'),
  meta,
  clock,
  cluster,
  applications: z.array(application).min(1).max(100),
  load: z.record(text(60), appLoad).default({}),
  faults: z.array(faultRule).max(200).default([]),
  releases: z.array(release).max(100).default([]),
  packing: packing.optional(),
  scoring,
  seeds,
  vary: z.record(text(200), variation).default({}),
}).meta({ title: 'Regatta scenario', description: 'A cluster, its applications, and the load and faults replayed on it.' });

export type ScenarioDraft = z.output<typeof scenarioFormat>;
