import type { PluginEntry } from '#core/entry';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../images/runtime-image.js';
import { ChildPipe } from './child-pipe.js';
import { ContestantSession } from './contestant-session.js';
import { startWords } from './start-words.js';

/**
 * One's own plugin as a plain process of one's own machine, with the same environment that a sandbox gives it: for trying it where
 * there is no container engine. There are no walls, so nobody else's plugin is ever begun like this.
 */
export function beginUnsandboxed(entry: PluginEntry): ContestantSession {
  const folder = mkdtempSync(join(tmpdir(), 'regatta-plugin-'));
  const root = repositoryRoot();
  for (const { path, text, encoding } of entry.files) {
    const place = join(folder, 'entry', path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, Buffer.from(text, encoding));
  }
  if (entry.interpreter === 'node') {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(join(root, 'sdk/javascript'), join(folder, 'node_modules/regatta'));
    if (entry.files.some(({ path }) => /\.[cm]?ts$/.test(path))) {
      const program = join(root, 'libs/io/sandbox/programs/strip-types.mjs');
      execFileSync(process.execPath, [program, join(folder, 'entry'), require.resolve('@swc/wasm-typescript')], { stdio: ['ignore', 'ignore', 'inherit'] });
    }
  } else {
    mkdirSync(join(folder, 'python'));
    cpSync(join(root, 'sdk/python/regatta'), join(folder, 'python/regatta'), { recursive: true });
  }
  const env = {
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NODE_NO_WARNINGS: '1',
    PYTHONHASHSEED: '0',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONPATH: join(folder, 'python'),
  };
  const pipe = new ChildPipe(startWords(entry, join(root, 'libs/io/sandbox/programs')), { cwd: join(folder, 'entry', entry.root), env });
  const destroy = pipe.destroy.bind(pipe);
  pipe.destroy = async () => {
    await destroy();
    rmSync(folder, { recursive: true, force: true });
  };
  return new ContestantSession(pipe);
}
