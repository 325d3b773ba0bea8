import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WEB_ENTRY } from '#core/simulator/testing';

const root = resolve(__dirname, '..', '..');

/** One process, as strange as its surroundings may be; the record it writes. */
function record(folder: string, name: string, run: readonly string[], flags: readonly string[], env: Readonly<Record<string, string>>): Buffer {
  const file = join(folder, `${name}.json`);
  const args = [...flags, join(root, 'dist', 'apps', 'cli', 'main.js'), 'judge', ...run, '--record', file, '--json'];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: name === 'elsewhere' ? folder : root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  if (status !== 0) throw new Error(stderr);
  return readFileSync(file);
}

describe('a run record has the same bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-bytes-'));
  const entry = join(folder, 'web.yaml');
  writeFileSync(entry, WEB_ENTRY);
  const run = [entry, '--scenario', join(root, 'scenarios', 'steady-web', 'scenario.yaml'), '--seed', '1'];
  const plain = record(folder, 'plain', run, [], {});
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['turkish', [], { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Chatham' }],
    ['small', ['--max-old-space-size=150'], { TZ: 'America/St_Johns', REGATTA_SEED: '7', HOME: '/nowhere' }],
    ['elsewhere', ['--max-semi-space-size=1'], { LANG: 'C' }],
    ['interpreted', ['--jitless'], {}],
  ])('in a process that is %s', (name, flags, env) => expect(record(folder, name, run, flags, env).equals(plain)).toBe(true), 120_000);
});
