import { spawnSync } from 'node:child_process';
import { writeLine } from './lines.js';

/** A node of a real Kubernetes has hundreds of packet filter rules; whoever looks for one of them needs them all. */
const SAID_MAX = 1 << 20;

/** Runs the commands of its argument one after the other and says how each ended: `[[program, …arguments], …]` → `[{code, text}, …]`. */
const commands = JSON.parse(process.argv[2] ?? '[]') as readonly (readonly string[])[];
const results = commands.map(([program = '', ...args]) => {
  const done = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return { code: done.status ?? -1, text: `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}`.trim().slice(0, SAID_MAX) };
});
writeLine(process.stdout, results);
