import { type Entry, fromBufferPromise } from 'yauzl';
import type { MemberCollector } from './member-collector.js';
import { UnpackRefusal } from './unpack-problem.js';

const FILE_TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;
const DIRECTORY = 0o040000;
/** `versionMadeBy` of archives whose attributes are Unix modes: 3 is Unix, 19 is macOS. */
const UNIX_HOSTS = new Set([3, 19]);

export async function unpackZip(bytes: Buffer, collector: MemberCollector): Promise<void> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: true, decodeStrings: true, validateEntrySizes: true });
  for await (const entry of zip.eachEntry()) {
    const mode = modeOf(entry);
    const path = collector.begin(entry.fileName, typeOf(entry, mode), mode);
    if (path === null) continue;
    if (entry.isEncrypted()) throw new UnpackRefusal('encrypted-member', path, 'the file needs a password', 'pack the files without one');
    await collector.take(path, collector.counted(await zip.openReadStreamPromise(entry)));
  }
}

const modeOf = (entry: Entry): number => (UNIX_HOSTS.has(entry.versionMadeBy >>> 8) ? (entry.externalFileAttributes >>> 16) & 0xffff : 0);

function typeOf(entry: Entry, mode: number): 'file' | 'directory' | 'other' {
  const type = mode & FILE_TYPE_MASK;
  if (type !== 0 && type !== REGULAR_FILE && type !== DIRECTORY) return 'other';
  return entry.fileName.endsWith('/') || type === DIRECTORY ? 'directory' : 'file';
}
