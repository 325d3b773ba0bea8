import { MAX_PATH_CHARACTERS, MAX_PATH_DEPTH } from './unpack-limits.js';
import { UnpackRefusal } from './unpack-problem.js';

const FORBIDDEN = /[\u0000-\u001f\u007f\\:*?"<>|\u202a-\u202e\u2066-\u2069]/u;
const HINT = 'pack the files with plain relative paths';

/** The relative path of a member, or a refusal. A leading `./` goes; nothing else is repaired. */
export function memberPath(written: string): string {
  const path = written.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  const refuse = (why: string): never => {
    throw new UnpackRefusal('unsafe-path', written, why, HINT);
  };
  if (written.length > MAX_PATH_CHARACTERS) refuse(`the path has more than ${MAX_PATH_CHARACTERS} characters`);
  if (written.startsWith('/')) refuse('the path is absolute');
  if (FORBIDDEN.test(written)) refuse('the path has characters that not every system can have in a name');
  const steps = path.split('/');
  if (steps.includes('..')) refuse('the path leads out of the entry');
  if (path !== '' && path !== '.' && steps.some((step) => step === '' || step === '.')) refuse('the path has an empty step');
  if (steps.length > MAX_PATH_DEPTH) refuse(`the path has more than ${MAX_PATH_DEPTH} steps`);
  return path === '.' ? '' : path;
}

/** What desktop systems put into archives of their own accord, and what interpreters and tools leave beside what they run. */
export const isDebris = (path: string): boolean => /(^|\/)(__MACOSX|\.DS_Store|Thumbs\.db|\.git|__pycache__)(\/|$)/.test(path);
