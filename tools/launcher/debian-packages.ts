import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findDockerd } from './test-engine.js';

/** Programs the tests want, and the Debian packages that bring each. */
const WANTED = [
  { present: () => existsSync('/usr/bin/redis-server'), packages: ['redis-server'], for: 'the queue on Redis' },
  { present: () => existsSync('/usr/bin/chromium'), packages: ['chromium'], for: 'the pages in a real browser' },
  { present: () => findDockerd() !== undefined, packages: ['docker.io', 'iptables', 'ca-certificates'], for: 'what runs in containers' },
  {
    present: () => ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip', '/bin/ip'].some((path) => existsSync(path)),
    packages: ['iproute2'],
    for: 'slow links, and nodes that stand in for those of Kubernetes',
  },
] as const;

/** Installs what is missing where that is allowed (root on Debian or Ubuntu); returns what could not be had, one sentence each. */
export function installDebianPackages(): string[] {
  const missing = WANTED.filter((want) => !want.present());
  if (missing.length === 0) return [];
  const names = missing.flatMap((want) => [...want.packages]);
  const allowed = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (allowed) {
    console.log(`regatta: installing Debian packages: ${names.join(' ')}…`);
    withoutStartingServices(() => {
      apt('update');
      const done = apt('install', '-y', '--no-install-recommends', ...names);
      if (done.status !== 0) console.log(done.stderr.slice(-800));
    });
  }
  return missing
    .filter((want) => !want.present())
    .map(
      (want) => `${want.for}: ${want.packages[0]} is not installed${allowed ? ' and could not be installed' : ` (apt-get install ${want.packages.join(' ')})`}`,
    );
}

const apt = (...args: string[]) => spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });

/** Debian asks this script before a package starts its service; ours must not be left running beside the tests' own. */
function withoutStartingServices(install: () => void): void {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return install();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(policy, { force: true });
  }
}
