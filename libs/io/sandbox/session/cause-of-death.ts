import type { ProcessFailure } from '#core/orchestrator/plugin';
import type { Death } from './contestant-pipe.js';

const KILLED = 137;
const ABORTED = 134;

/** What a death means, and one sentence about it. */
export function causeOf({ exitCode, outOfMemory }: Death, stderr: string): [ProcessFailure, string] {
  // A child may have been killed for memory and its parent have gone on to end by itself.
  if (outOfMemory && exitCode === KILLED) return ['out-of-memory', 'killed for using more memory than its limit'];
  if (exitCode === ABORTED && stderr.includes('JavaScript heap out of memory')) return ['out-of-memory', 'the JavaScript heap is full'];
  const last = lastLine(stderr);
  return ['crashed', `the process ended with code ${exitCode ?? 'unknown'}${last === '' ? '' : `: ${last}`}`];
}

const QUOTED = 200;

/** What a person would look at first, without anything that a terminal obeys. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const error = [...lines].reverse().find((line) => /^\s*[\w.]*(Error|Exception)\b/.test(line)) ?? lines.at(-1) ?? '';
  // oxlint-disable-next-line no-control-regex
  return error
    .trim()
    .slice(0, QUOTED)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?');
}
