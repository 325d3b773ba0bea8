import type { z } from 'zod';
import { ContestantFault } from './contestant-process.js';

const QUOTED_CHARACTERS = 80;

/** An answer as its format says, or the end of the run with what exactly is wrong with it. */
export function readAnswer<T>(line: string, format: z.ZodType<T>, what: string): T {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    // What the parser says of it quotes the line raw.
    throw new ContestantFault('protocol-error', `${what}: not JSON: ${quoted(line)}`);
  }
  const parsed = format.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${String(step)}`),
    '',
  );
  throw new ContestantFault(
    'protocol-error',
    `${what}: ${path === '' || path === undefined ? 'the message' : `\`${path.slice(0, QUOTED_CHARACTERS)}\``}: ${issue?.message.slice(0, 200) ?? 'not as the protocol says'}: ${quoted(line)}`,
  );
}

/** As much of it as a person needs, with nothing in it that a terminal would obey. */
function quoted(line: string): string {
  const text = JSON.stringify(line.slice(0, QUOTED_CHARACTERS)).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return line.length > QUOTED_CHARACTERS ? `${text}…` : text;
}
