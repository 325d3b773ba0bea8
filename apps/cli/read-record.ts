import type { RunRecord } from '#core/run';
import { z } from 'zod';
import { CommandFailed, EXIT } from './exit-code.js';

/** As much of a record as a replay needs; the rest is compared with what the replay gives. */
const recordFormat = z.looseObject({
  format: z.literal(1),
  engine: z.string(),
  world: z.enum(['simulated', 'live']),
  entry: z.looseObject({ digest: z.string(), files: z.array(z.object({ path: z.string(), text: z.string(), encoding: z.literal('base64').optional() })) }),
  scenario: z.looseObject({ id: z.string(), text: z.string() }),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31),
  answers: z.looseObject({ lines: z.array(z.string()), failure: z.looseObject({ failure: z.string(), cause: z.string() }).nullable() }).optional(),
  log: z.looseObject({ lines: z.array(z.string()) }),
  recordDigest: z.string(),
});

export function readRecord(text: string, file: string): RunRecord {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new CommandFailed(EXIT.atFault, `${file}: not JSON (${(error as Error).message})`);
  }
  const parsed = recordFormat.safeParse(data);
  if (parsed.success) return parsed.data as unknown as RunRecord;
  const issues = parsed.error.issues.map((issue) => `${file}: ${issue.path.join('.') || 'record'}: ${issue.message}`);
  throw new CommandFailed(EXIT.atFault, `not a run record\n${issues.join('\n')}`);
}
