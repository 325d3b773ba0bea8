import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import type { MemberCollector } from './member-collector.js';
import { UnpackRefusal } from './unpack-problem.js';

const CHUNK_BYTES = 64 * 1024;

/** Plain or gzipped. What comes out of gzip is counted before it is looked at. */
export async function unpackTar(bytes: Buffer, isZipped: boolean, collector: MemberCollector): Promise<void> {
  const members = extract();
  const counted = (chunks: AsyncIterable<Uint8Array>) => collector.counted(chunks);
  const source = Readable.from(chunksOf(bytes));
  const fed = isZipped ? pipeline(source, createGunzip(), counted, members) : pipeline(source, counted, members);
  const feeding = fed.then(
    () => null,
    (error: unknown) => error,
  );
  try {
    for await (const member of members) {
      const path = collector.begin(member.header.name, typeOf(member.header), member.header.mode ?? 0);
      if (path === null) member.resume();
      else await collector.take(path, member as AsyncIterable<Uint8Array>);
    }
  } catch (error) {
    members.destroy();
    if (error instanceof UnpackRefusal) throw error;
    // The side that failed first knows why; the other only saw the stream close.
    throw collector.refusal ?? (await feeding) ?? error;
  }
  const failure = await feeding;
  if (failure !== null) throw collector.refusal ?? failure;
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

function typeOf({ type }: Header): 'file' | 'directory' | 'other' {
  if (type === 'file' || type === 'contiguous-file') return 'file';
  return type === 'directory' ? 'directory' : 'other';
}
