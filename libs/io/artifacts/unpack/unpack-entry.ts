import type { EntryFile } from '#core/entry';
import { accepted, type Outcome, refused } from '#core/problem';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { MemberCollector } from './member-collector.js';
import { memberPath } from './member-path.js';
import { unpackFolder } from './unpack-folder.js';
import { MAX_ARCHIVE_BYTES } from './unpack-limits.js';
import { printable, UnpackRefusal } from './unpack-problem.js';
import { unpackTar } from './unpack-tar.js';
import { unpackZip } from './unpack-zip.js';

/** Bytes as they are, or as they come. */
export type ByteSource = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * The files of an entry that somebody hands in under a name: one text file, a `.zip`, a `.tar`, a `.tar.gz` or `.tgz`. Nothing is
 * written to disk, memory stays within the limits, and whatever is wrong is a problem, not an exception.
 */
export function unpackEntry(name: string, source: ByteSource): Promise<Outcome<readonly EntryFile[]>> {
  return unpacked(name, async () => unpackBytes(name, await collectBytes(name, source)));
}

/** The same for a path: a file, an archive or a folder. */
export function unpackPath(path: string): Promise<Outcome<readonly EntryFile[]>> {
  const name = basename(path);
  return unpacked(path, async () => {
    const found = await stat(path).catch(() => null);
    if (found === null) throw new UnpackRefusal('not-found', path, 'there is no file or folder with this name');
    if (found.isDirectory()) {
      const collector = new MemberCollector(name, null);
      await unpackFolder(path, collector);
      return collector.result();
    }
    if (!found.isFile()) throw new UnpackRefusal('unsafe-member', path, 'neither a file nor a folder');
    if (found.size > MAX_ARCHIVE_BYTES) throw tooLarge(path);
    return unpackBytes(name, await collectBytes(name, createReadStream(path)));
  });
}

async function unpacked(name: string, read: () => Promise<readonly EntryFile[]>): Promise<Outcome<readonly EntryFile[]>> {
  try {
    return accepted(await read());
  } catch (error) {
    if (error instanceof UnpackRefusal) return refused([error.toProblem()]);
    return refused([brokenArchive(name, error).toProblem()]);
  }
}

/** What the libraries say of an archive they cannot read, in our words. */
function brokenArchive(name: string, error: unknown): UnpackRefusal {
  const said = error instanceof Error ? error.message : String(error);
  if (/invalid relative path|absolute path|invalid characters in fileName/.test(said))
    return new UnpackRefusal('unsafe-path', name, printable(said), 'pack the files with plain relative paths');
  if (/ELOOP|symbolic link/.test(said)) return new UnpackRefusal('unsafe-member', name, 'neither a file nor a folder');
  return new UnpackRefusal('archive-broken', name, `cannot be read: ${printable(said)}`, 'pack it again');
}

const tooLarge = (name: string) => new UnpackRefusal('archive-too-large', name, `more than ${MAX_ARCHIVE_BYTES} bytes`, 'an entry is a few manifests');

async function collectBytes(name: string, source: ByteSource): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    bytes += chunk.length;
    if (bytes > MAX_ARCHIVE_BYTES) throw tooLarge(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

type Packing = 'zip' | 'tar' | 'tar.gz' | 'plain';

async function unpackBytes(name: string, bytes: Buffer): Promise<readonly EntryFile[]> {
  const packing = packingOf(name, bytes);
  const collector = new MemberCollector(name, packing === 'plain' ? null : bytes.length);
  if (packing === 'zip') await unpackZip(bytes, collector);
  else if (packing === 'plain') await collector.take(collector.begin(memberPath(basename(name)), 'file', 0) ?? name, collector.counted(once(bytes)));
  else await unpackTar(bytes, packing === 'tar.gz', collector);
  return collector.result();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** By what the bytes begin with, so that an archive with a wrong name is still one; by the name when they say nothing. */
function packingOf(name: string, bytes: Buffer): Packing {
  if (bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b) return 'tar.gz';
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004')) || bytes.subarray(0, 4).equals(Buffer.from('PK\u0005\u0006'))) return 'zip';
  if (bytes.subarray(257, 262).toString('latin1') === 'ustar') return 'tar';
  if (/\.zip$/i.test(name)) return 'zip';
  if (/\.(tar\.gz|tgz)$/i.test(name)) return 'tar.gz';
  return /\.tar$/i.test(name) ? 'tar' : 'plain';
}
