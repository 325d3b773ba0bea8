import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const ATTEMPTS = 4;
const VOID = /let it be repeated \(--repeats N\)/;

/** `regatta judge … --live`, and once more where it was void for what else the machine does, as its message asks for. */
export function judgedInTime(args: readonly string[], env: NodeJS.ProcessEnv): SpawnSyncReturns<string> {
  for (let attempt = 1; ; attempt++) {
    const judged = spawnSync(process.execPath, ['dist/apps/cli/main.js', 'judge', ...args], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env } });
    if (judged.status === 0 || attempt === ATTEMPTS || !VOID.test(judged.stderr)) return judged;
    process.stderr.write(`judged again: ${judged.stderr}\n`);
  }
}
