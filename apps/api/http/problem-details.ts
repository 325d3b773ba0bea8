import { z } from 'zod';
import { REFUSAL_CODES } from './refusal.js';

export const problemSchema = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    hint: z.string().optional(),
    file: z.string(),
    line: z.int(),
    column: z.int(),
    path: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'One thing wrong with an entry: where, what, and what to write instead.' });

export const problemDetailsSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(REFUSAL_CODES),
    detail: z.string(),
    instance: z.string(),
    problems: z.array(problemSchema).optional(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'ProblemDetails', description: 'RFC 9457 problem details; `code` is stable.' });

export type ProblemDetails = z.infer<typeof problemDetailsSchema>;
