import { spawn, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';

/** Imports an image of this machine's Node.js and the libraries it is linked to: no registry is asked. `more` names further files and folders of the machine. */
export async function importHostNode(docker: Docker, name: string, more: readonly string[] = []): Promise<void> {
  const [repo, tag] = name.split(':') as [string, string];
  const node = realpathSync(process.execPath);
  const libraries = (spawnSync('ldd', [node], { encoding: 'utf8' }).stdout.match(/\/\S+/g) ?? []).filter((path) => path !== node);
  const tar = spawn('tar', ['--create', '--dereference', '--directory=/', ...[node, ...libraries, ...more].map((path) => path.slice(1))], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const answer = await docker.importImage(tar.stdout, { repo, tag, changes: [`ENV PATH=${node.slice(0, node.lastIndexOf('/'))}:/usr/bin:/bin`] });
  const said = await text(answer);
  if (said.includes('"error"')) throw new Error(said);
}
