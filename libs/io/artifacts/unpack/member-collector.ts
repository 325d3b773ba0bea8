import type { EntryFile } from '#core/entry';
import { isDebris, memberPath } from './member-path.js';
import { MAX_FILE_BYTES, MAX_MEMBERS, MAX_MODULE_BYTES, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FROM_BYTES } from './unpack-limits.js';
import { type UnpackProblemCode, UnpackRefusal } from './unpack-problem.js';

const UNUSUAL_MODE_BITS = 0o7000;

/** Takes the members of an archive or folder one after the other and holds them to the limits, whatever they come from. */
export class MemberCollector {
  private readonly files: EntryFile[] = [];
  private readonly names = new Map<string, string>();
  private members = 0;
  private unpackedBytes = 0;
  /** The first reason not to go on. */
  refusal: UnpackRefusal | null = null;

  /** `packedBytes`: what the whole archive has; null where nothing is packed. */
  constructor(
    private readonly name: string,
    private readonly packedBytes: number | null,
  ) {}

  /** The checked path of a member that is a file to be read; null for one to pass over. */
  begin(written: string, type: 'file' | 'directory' | 'other', mode: number): string | null {
    this.members += 1;
    if (this.members > MAX_MEMBERS) this.refuse('too-many-files', this.name, `more than ${MAX_MEMBERS} files and folders`);
    const path = memberPath(written);
    if (type === 'other') this.refuse('unsafe-member', written, 'neither a file nor a folder', 'links, devices and pipes cannot be part of an entry');
    if ((mode & UNUSUAL_MODE_BITS) !== 0 && type === 'file')
      this.refuse('unsafe-mode', written, 'set-uid, set-gid or sticky bits are set', 'take them away with `chmod a-s,-t`');
    if (type === 'directory' || isDebris(path)) return null;
    this.claim(path, written);
    return path;
  }

  private claim(path: string, written: string): void {
    const key = path.normalize('NFC').toLowerCase();
    const other = this.names.get(key);
    if (path === '') this.refuse('unsafe-path', written, 'a file without a name');
    if (other !== undefined) {
      const message = other === path ? 'a second file with this path' : `the path differs from \`${other}\` only in case or accents`;
      this.refuse('duplicate-name', written, message);
    }
    this.names.set(key, path);
  }

  /** Reads one file to its end, within the limits. */
  async take(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    const most = MODULE.test(path) ? MAX_MODULE_BYTES : MAX_FILE_BYTES;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > most) this.refuse('file-too-large', path, `the file has more than ${most} bytes`);
      parts.push(chunk);
    }
    this.files.push(fileOf(path, Buffer.concat(parts, bytes)));
  }

  /** Counts bytes that come out of the archive, before anything is done with them. */
  async *counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.unpackedBytes += chunk.length;
      this.checkSize();
      yield chunk;
    }
  }

  private checkSize(): void {
    const { unpackedBytes, packedBytes } = this;
    if (unpackedBytes > MAX_UNPACKED_BYTES) this.refuse('archive-bomb', this.name, `more than ${MAX_UNPACKED_BYTES} bytes unpacked`);
    if (packedBytes !== null && unpackedBytes > RATIO_FROM_BYTES && unpackedBytes > packedBytes * MAX_RATIO)
      this.refuse('archive-bomb', this.name, `unpacks to more than ${MAX_RATIO} times its size`);
  }

  private refuse(code: UnpackProblemCode, file: string, message: string, hint?: string): never {
    this.refusal = new UnpackRefusal(code, file, message, hint);
    throw this.refusal;
  }

  result(): readonly EntryFile[] {
    return this.files;
  }
}

const MODULE = /\.wasm$/;
const MODULE_MAGIC = Buffer.from('\0asm\x01\0\0\0', 'latin1');

function fileOf(path: string, bytes: Buffer): EntryFile {
  if (!MODULE.test(path)) return { path, text: textOf(bytes, path) };
  if (!bytes.subarray(0, MODULE_MAGIC.length).equals(MODULE_MAGIC))
    throw new UnpackRefusal(
      'not-a-module',
      path,
      'the file does not begin as a WebAssembly module of version 1',
      'leave it out, or compile it for `wasm32-wasi`',
    );
  return { path, text: bytes.toString('base64'), encoding: 'base64' };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Uint8Array, path: string): string {
  if (bytes.includes(0))
    throw new UnpackRefusal('not-text', path, 'there is a NUL byte in the file', 'entries are text: leave out programs, pictures and nested archives');
  try {
    return utf8.decode(bytes);
  } catch {
    throw new UnpackRefusal('not-text', path, 'the file is not UTF-8', 'save it as UTF-8, or leave it out');
  }
}
