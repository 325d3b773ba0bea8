import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';

export interface HostImage {
  /** With its tag. */
  readonly name: string;
  /** Programs beside Node.js, by path. */
  readonly programs?: readonly string[];
  /** Addons in the folders, whose libraries are needed too. */
  readonly addons?: readonly string[];
  /** Folders as they are: where they are here, where they are in the image. */
  readonly folders?: readonly (readonly [from: string, to: string])[];
  /** Left out of the folders. */
  readonly without?: readonly string[];
  /** Labels, environment and so on, as in a Dockerfile. */
  readonly changes?: readonly string[];
}

/** Imports an image of this machine's Node.js and the libraries it is linked to: no registry is asked. */
export async function importHostNode(docker: Docker, { name, programs = [], addons = [], folders = [], without = [], changes = [] }: HostImage): Promise<void> {
  const staged = mkdtempSync(join(tmpdir(), 'rgt-image-'));
  try {
    const node = realpathSync(process.execPath);
    for (const path of [node, ...programs, ...[node, ...programs, ...addons].flatMap(librariesOf)]) stage(staged, path);
    const moves = folders.flatMap(([from, to]) => [`--transform=flags=rh;s,^${from.slice(1)},${to.slice(1)},`]);
    const left = without.map((path) => `--exclude=${path.slice(1)}`);
    const tar = spawn('tar', ['--create', ...left, ...moves, '--directory', staged, '.', '--directory=/', ...folders.map(([from]) => from.slice(1))], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [repo, tag] = name.split(':') as [string, string];
    const path = `ENV PATH=${dirname(node)}:/usr/local/bin:/usr/bin:/bin`;
    const said = await text(await docker.importImage(tar.stdout, { repo, tag, changes: [path, ...changes] }));
    if (said.includes('"error"')) throw new Error(said);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/** Addons for other C libraries name files that are not here. */
const librariesOf = (program: string): readonly string[] =>
  (spawnSync('ldd', [program], { encoding: 'utf8' }).stdout.match(/\/[^\s:]+/g) ?? []).filter((path) => path !== program && existsSync(path));

/** What a link leads to, under the link's own name. */
function stage(folder: string, path: string): void {
  const copy = join(folder, path);
  if (existsSync(copy)) return;
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(realpathSync(path), copy);
}
