import { RUN_STATES, VERDICTS } from '#core/run';
import { z } from 'zod';
import { metricsSchema, stagesSchema, timelineSchema } from './metrics-schema.js';

const perAxis = z.object({ latency: z.number(), utilization: z.number(), recovery: z.number() }).meta({ id: 'PerAxis' });

const summary = {
  id: z.string(),
  scenarioId: z.string(),
  world: z.enum(['simulated', 'live']).meta({ description: 'Live: made on real containers; `metrics.live` says by which driver and how far to trust it.' }),
  seed: z.int().nullable().meta({ description: 'Null while the scenario is hidden from the reader.' }),
  extra: z.boolean().meta({ description: 'On a seed that was added where ranks are close: it counts in comparisons, not in the score.' }),
  state: z.enum(RUN_STATES),
  attempt: z.int(),
  verdict: z.enum(VERDICTS).nullable(),
  fault: z.enum(['none', 'competitor', 'platform']).nullable(),
  score: z.number().nullable(),
  costs: perAxis.nullable(),
  normalized: perAxis.nullable(),
};
export const runSummarySchema = z.object(summary).meta({ id: 'RunSummary' });

export const runSchema = z
  .object({
    ...summary,
    submissionId: z.string(),
    cause: z.string().nullable(),
    metrics: metricsSchema.nullable(),
    recordDigest: z.string().nullable(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Run' });

export const runTimelineSchema = z.object({ timeline: timelineSchema.nullable(), stages: stagesSchema.nullable() }).meta({ id: 'RunTimeline' });
export type RunView = z.infer<typeof runSchema>;
export type RunSummaryView = z.infer<typeof runSummarySchema>;
export type RunTimelineView = z.infer<typeof runTimelineSchema>;
