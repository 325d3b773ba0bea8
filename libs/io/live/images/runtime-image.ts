import type Docker from 'dockerode';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildImage } from './build-image.js';
import { findProgram, type ImageFile, librariesOf, programClosure } from './file-closure.js';
import { compiler, nativeWorkload } from './native-workload.js';
import { programFiles } from './program-files.js';

/** A user and a group that own nothing. */
export const NOBODY = '65534:65534';

/** What goes in, by the compiler that makes the native program. Gathered once: it takes a tenth of a second, and every cluster asks. */
const gathered = new Map<string | null, Promise<readonly ImageFile[]>>();

/** Node.js of this host, the programs of sandbox clusters, and the host's network tools where it has them. */
export async function runtimeImage(engine: Docker): Promise<string> {
  const files = gathered.get(compiler()) ?? gatherFiles();
  gathered.set(compiler(), files);
  files.catch(() => gathered.clear());
  return buildImage(engine, 'runtime', await files, ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'WORKDIR /']);
}

async function gatherFiles(): Promise<readonly ImageFile[]> {
  return [...nodeFiles(), ...(await programFiles()), ...nativeWorkload(), ...networkTools()];
}

export function nodeFiles(): readonly ImageFile[] {
  return [
    ...programClosure(process.execPath, '/usr/bin/node'),
    { path: '/etc/passwd', mode: 0o644, content: 'root:x:0:0::/:/none\nnobody:x:65534:65534::/:/none\n' },
    { path: '/etc/nsswitch.conf', mode: 0o644, content: 'hosts: files dns\n' },
    ...nameServiceFiles(),
    { path: '/tmp', mode: 0o1777, folder: true },
    { path: '/proc', mode: 0o555, folder: true },
    { path: '/sys', mode: 0o555, folder: true },
    { path: '/dev', mode: 0o755, folder: true },
  ];
}

/** Name resolution is loaded by name at run time, so no closure shows it. */
function nameServiceFiles(): readonly ImageFile[] {
  const libc = librariesOf(process.execPath).find((path) => /\/libc\.so/.test(path));
  if (libc === undefined) return [];
  return ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2']
    .map((name) => join(dirname(libc), name))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, from: realpathSync(path), mode: 0o755 }));
}

/** iptables (both back ends) and tc: what cuts, loses and slows links. Without them those faults are refused, nothing else. */
export function networkTools(): readonly ImageFile[] {
  const files: ImageFile[] = [];
  for (const name of ['xtables-nft-multi', 'xtables-legacy-multi', 'tc']) {
    const program = findProgram(name);
    if (program !== null) files.push(...programClosure(program, `/usr/sbin/${name}`));
  }
  if (files.some(({ path }) => path === '/usr/sbin/xtables-nft-multi')) {
    for (const name of ['iptables', 'iptables-save', 'iptables-restore', 'ip6tables'])
      files.push({ path: `/usr/sbin/${name}`, mode: 0o777, linkTo: 'xtables-nft-multi' });
    for (const name of ['iptables-legacy', 'ip6tables-legacy']) files.push({ path: `/usr/sbin/${name}`, mode: 0o777, linkTo: 'xtables-legacy-multi' });
  }
  for (const folder of extensionFolders())
    for (const name of readdirSync(folder)) files.push({ path: join(folder, name), from: realpathSync(join(folder, name)), mode: 0o644 });
  return files;
}

function extensionFolders(): readonly string[] {
  const roots = ['/usr/lib', '/lib', ...['/usr/lib', '/lib'].flatMap((root) => [`${root}/x86_64-linux-gnu`, `${root}/aarch64-linux-gnu`])];
  const folders = new Set(roots.flatMap((root) => [`${root}/xtables`, `${root}/tc`]).filter((folder) => existsSync(folder)));
  // `/lib` is `/usr/lib` on merged systems: one copy is enough.
  const seen = new Set<string>();
  return [...folders].filter((folder) => {
    const real = realpathSync(folder);
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  });
}
