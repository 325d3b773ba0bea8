import { writeFileSync } from 'node:fs';
import { CommandFailed, EXIT } from './exit-code.js';

/** Writes a file the user named. Where nothing can be written, the name was wrong. */
export function writeOutput(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CommandFailed(EXIT.usage, `${path}: cannot be written (${(error as Error).message})`);
  }
}
