import type Docker from 'dockerode';
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { LABEL } from '../engine/labels.js';
import type { ImageFile } from './file-closure.js';

/**
 * Makes an image of files of this host, without any registry. Its tag is a hash of what goes in, so the same files make it
 * once; two judges that make it at the same time make the same.
 */
export async function buildImage(engine: Docker, name: string, files: readonly ImageFile[], changes: readonly string[] = []): Promise<string> {
  const unique = withFolders(files);
  const tag = contentTag(unique, changes);
  const image = `regatta-live/${name}:${tag}`;
  if (await exists(engine, image)) return image;
  const tar = pack();
  const writing = writeAll(tar, unique);
  const options = { repo: `regatta-live/${name}`, tag, changes: [`LABEL ${LABEL.image}=${name}`, ...changes] };
  const answer = await engine.importImage(tar as unknown as NodeJS.ReadableStream, options as unknown as object);
  await Promise.all([writing, pipeline(answer, async (chunks) => drain(chunks))]);
  return image;
}

async function drain(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of chunks);
}

async function exists(engine: Docker, image: string): Promise<boolean> {
  try {
    await engine.getImage(image).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

/** One entry a path, folders before what is in them. */
function withFolders(files: readonly ImageFile[]): readonly ImageFile[] {
  const byPath = new Map<string, ImageFile>();
  for (const file of files) {
    for (let folder = dirname(file.path); folder !== '/'; folder = dirname(folder)) byPath.set(folder, { path: folder, mode: 0o755, folder: true });
  }
  for (const file of files) byPath.set(file.path, file);
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function contentTag(files: readonly ImageFile[], changes: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(changes));
  for (const file of files) {
    const content = 'from' in file ? `${file.from} ${statSync(file.from).size} ${statSync(file.from).mtimeMs}` : JSON.stringify(file);
    hash.update(`\n${file.path} ${file.mode} ${content}`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function writeAll(tar: Pack, files: readonly ImageFile[]): Promise<void> {
  for (const file of files) {
    const name = file.path.slice(1);
    const header = { name, mode: file.mode, mtime: new Date(0) };
    if ('folder' in file) tar.entry({ ...header, name: `${name}/`, type: 'directory' });
    else if ('linkTo' in file) tar.entry({ ...header, type: 'symlink', linkname: file.linkTo });
    else if ('content' in file) tar.entry(header, file.content);
    else if ('make' in file) tar.entry(header, await file.make());
    else await pipeline(createReadStream(file.from), tar.entry({ ...header, size: statSync(file.from).size }));
  }
  tar.finalize();
}
