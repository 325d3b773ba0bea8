import { spawn, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..', '..');
const PROGRAM = resolve(ROOT, 'dist', 'apps', 'cli', 'main.js');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of Node itself. */
  readonly nodeArguments?: readonly string[];
}

/** `regatta …` in a process of its own, without blocking this one. */
export function regatta(args: readonly string[], { cwd = ROOT, env, nodeArguments = [] }: Surroundings = {}): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeArguments, PROGRAM, ...args], {
    cwd,
    ...(env === undefined ? {} : { env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return new Promise((ended) => child.on('close', (status) => ended({ status, stdout, stderr })));
}

/** The same for tests that have nothing else to do meanwhile. */
export const regattaNow = (args: readonly string[], cwd = ROOT): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [PROGRAM, ...args], { cwd, encoding: 'utf8' });
