import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommandFailed, EXIT } from '../../exit-code.js';
import { readInput } from '../../read-input.js';

/** As much of references.json as others read. */
const format = z.looseObject({
  scenario: z.string(),
  replayDigest: z.string(),
  probes: z.record(z.string(), z.number()).optional(),
  others: z.record(z.string(), z.number()).optional(),
});

export const referencesFileOf = (scenarioFile: string): string => join(dirname(scenarioFile), 'references.json');

/** What was frozen beside a scenario; null: nothing. */
export function readFrozenReferences(scenarioFile: string): z.output<typeof format> | null {
  const file = referencesFileOf(scenarioFile);
  if (!existsSync(file)) return null;
  try {
    return format.parse(JSON.parse(readInput(file)));
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(EXIT.atFault, `${file}: not what \`regatta scenario references\` writes (${(error as Error).message.split('\n')[0] ?? ''})`);
  }
}
