import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** `./regatta up` on a fresh clone, packages cached by npm: to the first standings; then a second start of the same, to its address. */
const ROOT = resolve(__dirname, '..', '..', '..');

async function secondsUntil(clone: string, pattern: RegExp): Promise<number> {
  const started = performance.now();
  const child = spawn(join(clone, 'regatta'), ['up', '--port', '0'], { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (pattern.test(output)) break;
  }
  const seconds = (performance.now() - started) / 1000;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
  if (!pattern.test(output)) throw new Error(output);
  return seconds;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-bench-'));
  try {
    const clone = join(folder, 'regatta');
    execFileSync('git', ['clone', '--quiet', ROOT, clone]);
    const first = await secondsUntil(clone, /Ctrl-C stops everything/);
    const second = await secondsUntil(clone, /Regatta is up/);
    console.log(`fresh clone → first standings   ${first.toFixed(1)} s (at most 90 wanted)`);
    console.log(`second start → its address      ${second.toFixed(1)} s (at most 5 wanted)`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main().then(() => process.exit(0));
