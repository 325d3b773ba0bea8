import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

export const teamSchema = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Team' });

const standing = z
  .object({
    rank: z.int(),
    bandFrom: z.int(),
    bandTo: z.int().meta({ description: 'The ranks that the evidence leaves open: bandFrom to bandTo.' }),
    team: teamSchema,
    submissionId: z.string(),
    division: z.string(),
    score: z.number().nullable(),
    scenarios: z.array(
      z.object({
        scenarioId: z.string(),
        score: z.number().nullable(),
        latency: z.number().nullable(),
        utilization: z.number().nullable(),
        recovery: z.number().nullable(),
        runs: z.int(),
        runsTotal: z.int(),
        extraRuns: z.int().meta({ description: 'Extra seeds it was judged on: they sharpen comparisons and do not move the score.' }),
      }),
    ),
    beatsNext: z.number().nullable().meta({ description: 'P(beats the entry on the next rank), by paired bootstrap over common seeds.' }),
    moreSeedsToNext: z.int().nullable().meta({ description: 'Seeds a scenario that would tell it from the next rank; 0: told apart; null: no number would.' }),
    submittedAt: z.iso.datetime(),
    reference: z.boolean(),
  })
  .meta({ id: 'Standing' });

export const leaderboardSchema = z
  .object({
    contestId: z.string(),
    world: z.enum(['simulated', 'live']),
    scoringVersion: z.int(),
    generatedAt: z.iso.datetime(),
    frozen: z.boolean(),
    total: z.int().meta({ description: 'Rows of the whole board.' }),
    standings: z.array(standing).meta({ description: 'Best first, `limit` of them.' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Leaderboard' });

export class LeaderboardQuery extends createZodDto(
  z.strictObject({
    cursor: z.string().max(400).optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
    world: z.enum(['simulated', 'live']).default('simulated').meta({ description: 'Live results are a class of their own, with a board of their own.' }),
  }),
) {}

export type LeaderboardView = z.infer<typeof leaderboardSchema>;
