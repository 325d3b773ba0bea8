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
  world: z.enum(['simulated', 'live']).meta({ description: 'Live: its runs are made on real containers, and ranked on a board of their own.' }),
  summary: z.string(),
  revealed: z.boolean().meta({ description: 'False: only organizers see it.' }),
  commitment: z.string().meta({ description: 'SHA-256 of the file: what a hidden scenario is checked against once it is revealed.' }),
};

export const previewSchema = z.object({
  minutes: z.array(
    z.object({
      t: z.number().meta({ description: 'Minutes since the start.' }),
      offeredPerApp: z.record(z.string(), z.number()).meta({ description: 'Requests a second, from clients and from callers.' }),
      demand: z.number().meta({ description: 'Cores of nominal speed that these requests need.' }),
      batchDemand: z.number().meta({ description: 'Cores that the jobs handed in within this minute would need to be done within it.' }),
      capacity: z.number().meta({ description: 'Cores of nominal speed on machines that are up.' }),
      capacityMax: z.number().meta({ description: 'The same if every pool were as large as it may become.' }),
    }),
  ),
  faults: z.array(z.object({ atUs: z.number(), untilUs: z.number().nullable(), kind: z.string(), target: z.string() })),
});

export const scenarioSchema = z
  .object({
    ...summary,
    text: z.string(),
    scoring: z.object({ weights: perAxis, references: z.object({ baseline: perAxis, bestKnown: perAxis }).nullable() }),
    preview: previewSchema,
  })
  .meta({ id: 'Scenario' });

export type ScenarioView = z.infer<typeof scenarioSchema>;
export const scenarioPageSchema = pageSchema(z.object(summary).meta({ id: 'ScenarioSummary' })).meta({ id: 'ScenarioPage' });
export class ScenarioListQuery extends createZodDto(z.strictObject(listQuery)) {}

/** A scenario file is small; one with a whole trace inside fits. */
const TEXT_MAX = 4_000_000;
export class NewScenarioDto extends createZodDto(
  z.strictObject({
    text: z.string().min(1).max(TEXT_MAX).meta({ description: 'The file as it is. `visibility: hidden` in it keeps it from everybody but organizers.' }),
    commitment: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'a SHA-256, 64 hexadecimal digits')
      .optional()
      .meta({ description: 'What was published of it already: another file is refused.' }),
  }),
) {}
