import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isOver, processMark } from '../engine/owner-process.js';

/** Two named pipes on this host, for one sandbox: nothing else of the host is mounted into it. */
export interface PipeFolder {
  readonly folder: string;
  /** The judge writes, the contestant reads. */
  readonly questions: string;
  readonly answers: string;
}

const PREFIX = 'regatta-pipes-';
/** Group and others alike: a sandbox's user may have any number, its group the same. */
const READ_BY_OTHERS = 0o644;
const WRITTEN_BY_OTHERS = 0o622;

/** In a folder that only this user can enter; a sandbox sees the two pipes alone, because they are mounted one by one. */
export async function makePipes(owner: string): Promise<PipeFolder> {
  const folder = await mkdtemp(join(tmpdir(), `${prefixOf(owner)}-${processMark()}-`));
  const pipes = { folder, questions: join(folder, 'questions'), answers: join(folder, 'answers') };
  try {
    await promisify(execFile)('mkfifo', [pipes.questions, pipes.answers]);
    await Promise.all([chmod(pipes.questions, READ_BY_OTHERS), chmod(pipes.answers, WRITTEN_BY_OTHERS)]);
    return pipes;
  } catch (error) {
    await removePipes(pipes);
    throw error;
  }
}

export const removePipes = ({ folder }: Pick<PipeFolder, 'folder'>): Promise<void> => rm(folder, { recursive: true, force: true });

/** What an owner or a process that died left behind, and what is older than `oldestMs`, whoever made it. */
export async function reapPipes(owner: string, nowMs: number, oldestMs: number): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    const made = await stat(folder).catch(() => null);
    // Another user's are not ours to take.
    if (made === null || made.uid !== process.getuid?.()) continue;
    const mark = /^[0-9a-f]+-(\d+-\d+)-/.exec(name.slice(PREFIX.length))?.[1] ?? '';
    if (name.startsWith(`${prefixOf(owner)}-`) || isOver(mark, hostname()) || nowMs - made.mtimeMs > oldestMs) await removePipes({ folder });
  }
}

/** An owner is called what somebody likes; a folder is not. */
const prefixOf = (owner: string): string => `${PREFIX}${createHash('sha256').update(owner).digest('hex').slice(0, 12)}`;
