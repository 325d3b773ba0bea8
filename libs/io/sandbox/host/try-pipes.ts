import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxPlan } from '../confinement/container-options.js';
import { sandboxArchive } from '../session/entry-archive.js';
import { Sandbox } from '../session/sandbox.js';
import { advice, type Finding, yes } from './finding.js';

const ANSWER_MS = 10_000;
const LOOK_MS = 5;

/** Whether named pipes of this machine reach a sandbox of the engine, by a word that is said on them and comes back. Null: they do. */
export async function whyNoPipes(engine: Docker, plan: SandboxPlan): Promise<string | null> {
  try {
    return (await comesBack(engine, plan)) ? null : 'what is said on them does not come back';
  } catch (error) {
    return (error as Error).message;
  }
}

async function comesBack(engine: Docker, plan: SandboxPlan): Promise<boolean> {
  const sandbox = await Sandbox.start(engine, { ...plan, hasPipes: true });
  try {
    const word = `${randomBytes(8).toString('hex')}\n`;
    sandbox.write(await sandboxArchive([], 'read -r word; echo "$word"\n'));
    sandbox.pipes?.write(word);
    let heard = '';
    for (let waited = 0; heard !== word && waited < ANSWER_MS; waited += LOOK_MS) {
      await sleep(LOOK_MS);
      heard += sandbox.pipes?.read() ?? '';
    }
    return heard === word;
  } finally {
    await sandbox.destroy();
  }
}

export const pipesFinding = (why: string | null): Finding =>
  why === null
    ? yes('steps', 'through pipes of their own')
    : advice(
        'steps',
        `through the engine, several times slower (${why})`,
        'run the judge on the machine and in the mount namespace of the engine: a pipe in its temporary folder must be one that the engine can mount',
      );
