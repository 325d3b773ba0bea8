import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { formatProblem, type Outcome } from '#core/problem';
import { CommandFailed, EXIT } from './exit-code.js';

/** More than any document of ours; larger files are refused before they are read. */
const BYTES_MAX = 64 * 1024 * 1024;

/** Text of a file the user named, `.gz` unpacked. A file that is not there is the user's slip, not the platform's fault. */
export function readInput(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > BYTES_MAX) throw new CommandFailed(EXIT.atFault, `${path}: ${size} bytes are more than the ${BYTES_MAX} that are read`);
    const bytes = readFileSync(path);
    return (path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: BYTES_MAX }) : bytes).toString('utf8');
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(EXIT.atFault, `${path}: cannot be read (${(error as Error).message})`);
  }
}

/** The value, with its warnings on standard error; or every problem, one a line, and the end of the command. */
export function valueOf<T>(outcome: Outcome<T>): T {
  for (const problem of outcome.ok ? outcome.warnings : outcome.problems) console.error(formatProblem(problem));
  if (!outcome.ok) throw new CommandFailed(EXIT.atFault, `${outcome.problems.length} problem${outcome.problems.length === 1 ? '' : 's'}`);
  return outcome.value;
}
