import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, type ImageFile } from './file-closure.js';
import { PROGRAMS } from './program-files.js';

const SOURCES = join(__dirname, '..', 'native');
/** Linked statically: it runs in an image that holds nothing else. */
const FLAGS = ['-std=c11', '-O2', '-static'];

export const NATIVE_WORKLOAD = `${PROGRAMS}/workload`;

let found: string | null | undefined;

/** A compiler of this host that links statically; null where there is none, and pods are processes of Node.js. `CC=none` does without. */
export function compiler(): string | null {
  if (found === undefined) found = [process.env['CC'] ?? '', findProgram('gcc') ?? '', findProgram('clang') ?? ''].find(compiles) ?? null;
  return process.env['CC'] === 'none' ? null : found;
}

function compiles(program: string): boolean {
  if (program === '' || program === 'none') return false;
  try {
    execFileSync(program, [...FLAGS, '-x', 'c', '-o', '/dev/null', '-'], { input: 'int main(void) { return 0; }', stdio: ['pipe', 'ignore', 'ignore'] });
    return true;
  } catch {
    return false;
  }
}

/** The workload as a program of its own; compiled when an image is made of it, and that is once. */
export function nativeWorkload(): readonly ImageFile[] {
  const program = compiler();
  if (program === null) return [];
  const sources = readdirSync(SOURCES).filter((name) => /\.[ch]$/.test(name));
  const hash = createHash('sha256').update(FLAGS.join(' '));
  for (const name of sources.sort()) hash.update(`\n${name}\n`).update(readFileSync(join(SOURCES, name)));
  return [{ path: NATIVE_WORKLOAD, mode: 0o755, follows: hash.digest('hex'), make: () => compiled(program) }];
}

export async function compiled(program: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'regatta-workload-'));
  try {
    const sources = readdirSync(SOURCES).filter((name) => name.endsWith('.c'));
    const out = join(folder, 'workload');
    await promisify(execFile)(program, [...FLAGS, '-o', out, ...sources], { cwd: SOURCES });
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
