import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { pack } from 'tar-stream';

/** Something in an image. Files of the host are read when the image is packed; what lies where decides the image's name, not when it was made. */
export type ImageFile =
  | { readonly path: string; readonly kind: 'file'; readonly mode: number; readonly content: Buffer | string; readonly mtime?: Date }
  | { readonly path: string; readonly kind: 'folder'; readonly mode: number }
  | { readonly path: string; readonly kind: 'link'; readonly to: string };

/** Sorted, each path once, folders before what is in them. */
export function wholeTree(files: readonly ImageFile[]): readonly ImageFile[] {
  const byPath = new Map<string, ImageFile>();
  for (const file of files) {
    for (let path = posix.dirname(file.path); path !== '/'; path = posix.dirname(path))
      if (!byPath.has(path)) byPath.set(path, { path, kind: 'folder', mode: 0o755 });
    byPath.set(file.path, file);
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The same content, the same sixteen digits. */
export function contentTag(files: readonly ImageFile[], changes: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(changes));
  for (const file of files) {
    hash.update(`\n${file.kind} ${file.path} ${file.kind === 'link' ? file.to : file.mode} `);
    if (file.kind === 'file') hash.update(createHash('sha256').update(file.content).digest('hex'));
  }
  return hash.digest('hex').slice(0, 16);
}

export async function packed(files: readonly ImageFile[]): Promise<Buffer> {
  const tar = pack();
  for (const file of files) {
    const name = file.path.slice(1);
    if (file.kind === 'folder') tar.entry({ name: `${name}/`, type: 'directory', mode: file.mode, mtime: new Date(0) });
    else if (file.kind === 'link') tar.entry({ name, type: 'symlink', linkname: file.to, mtime: new Date(0) });
    else tar.entry({ name, mode: file.mode, mtime: file.mtime ?? new Date(0) }, file.content as string);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export const hostFile = (path: string, from: string, mode: number, mtime?: Date): ImageFile => ({
  path,
  kind: 'file',
  mode,
  content: readFileSync(from),
  ...(mtime === undefined ? {} : { mtime }),
});
