import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { listQuery, pageSchema } from '../http/list-query.js';

const perAxis = z.object({ latency: z.number(), utilization: z.number(), recovery: z.number() });

const summary = {
  id: z.string(),
  title: z.string(),
  family: z.string(),
  digest: z.string(),
  visibility: z.enum(['public', 'hidden']),
  summary: z.string(),
};

export const previewSchema = z.object({
  minutes: z.array(z.object({ t: z.number(), offeredPerApp: z.record(z.string(), z.number()), capacity: z.number() })),
  faults: z.array(z.object({ atUs: z.number(), untilUs: z.number().nullable(), kind: z.string(), target: z.string() })),
});

export const scenarioSchema = z
  .object({
    ...summary,
    text: z.string().nullable().meta({ description: 'Null while the scenario is hidden.' }),
    scoring: z.object({ weights: perAxis, references: z.object({ baseline: perAxis, bestKnown: perAxis }).nullable() }),
    preview: previewSchema.nullable(),
  })
  .meta({ id: 'Scenario' });

export type ScenarioView = z.infer<typeof scenarioSchema>;
export const scenarioPageSchema = pageSchema(z.object(summary).meta({ id: 'ScenarioSummary' })).meta({ id: 'ScenarioPage' });
export class ScenarioListQuery extends createZodDto(z.strictObject(listQuery)) {}
