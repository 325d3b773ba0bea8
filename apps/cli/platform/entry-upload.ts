import { stat } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { basename, resolve } from 'node:path';
import { zipSync } from 'fflate';
import type { EntryFile } from '#core/entry';
import { unpackPath } from '#io/artifacts';
import { valueOf } from '../read-input.js';

/** One file to send: what is one already goes as it is, a folder is packed. */
export async function entryUpload(path: string): Promise<{ readonly blob: Blob; readonly name: string }> {
  const files = valueOf(await unpackPath(path));
  if ((await stat(path)).isDirectory()) return { blob: new Blob([zipOf(files)]), name: `${basename(resolve(path))}.zip` };
  return { blob: await openAsBlob(path), name: basename(path) };
}

const zipOf = (files: readonly EntryFile[]): Uint8Array<ArrayBuffer> =>
  zipSync(Object.fromEntries(files.map(({ path, text, encoding }) => [path, new Uint8Array(Buffer.from(text, encoding))]))) as Uint8Array<ArrayBuffer>;
