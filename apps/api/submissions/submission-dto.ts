import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { idSchema, listQuery, pageSchema } from '../http/list-query.js';
import { problemSchema } from '../http/problem-details.js';
import { teamSchema } from '../leaderboard/leaderboard-dto.js';
import { runSummarySchema } from '../runs/run-dto.js';

export const submissionSchema = z
  .object({
    id: z.string(),
    contestId: z.string(),
    team: teamSchema,
    division: z.string(),
    entryDigest: z.string(),
    submittedAt: z.iso.datetime(),
    reference: z.boolean(),
    state: z.enum(['judging', 'scored', 'failed']),
    score: z.number().nullable(),
    warnings: z.array(problemSchema),
    runs: z.array(runSummarySchema),
  })
  .meta({ id: 'Submission' });

export type SubmissionView = z.infer<typeof submissionSchema>;
export const acceptedSchema = z.object({ submission: submissionSchema }).meta({ id: 'AcceptedSubmission' });
export const submissionPageSchema = pageSchema(submissionSchema).meta({ id: 'SubmissionPage' });
export class SubmissionListQuery extends createZodDto(z.strictObject({ contest: idSchema.optional(), team: idSchema.optional(), ...listQuery })) {}
export const entryFilesSchema = z
  .object({
    digest: z.string(),
    division: z.string(),
    files: z.array(z.object({ path: z.string(), text: z.string(), encoding: z.literal('base64').optional() })),
  })
  .meta({ id: 'EntryFiles' });
