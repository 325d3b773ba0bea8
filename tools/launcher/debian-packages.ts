import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Programs the tests want, and the Debian package that brings each. */
const WANTED = [
  { program: '/usr/bin/redis-server', package: 'redis-server', for: 'the queue on Redis' },
  { program: '/usr/bin/chromium', package: 'chromium', for: 'the pages in a real browser' },
] as const;

/** Installs what is missing where that is allowed (root on Debian or Ubuntu); returns what could not be had, one sentence each. */
export function installDebianPackages(): string[] {
  const missing = WANTED.filter((want) => !existsSync(want.program));
  if (missing.length === 0) return [];
  const names = missing.map((want) => want.package);
  const allowed = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (allowed) {
    console.log(`regatta: installing Debian packages: ${names.join(' ')}…`);
    const apt = (...args: string[]) =>
      // policy-rc.d would be the polite way; a package must not leave its own service running beside ours.
      spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } });
    apt('update');
    const done = apt('install', '-y', '--no-install-recommends', ...names);
    if (done.status !== 0) console.log(done.stderr.slice(-800));
  }
  return missing
    .filter((want) => !existsSync(want.program))
    .map((want) => `${want.for}: ${want.package} is not installed${allowed ? ' and could not be installed' : ` (apt-get install ${want.package})`}`);
}
