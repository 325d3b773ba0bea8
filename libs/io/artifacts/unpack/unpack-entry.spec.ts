import type { Outcome } from '#core/problem';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { pack } from 'tar-stream';
import { unpackEntry, unpackPath } from './unpack-entry.js';

interface Member {
  readonly name: string;
  readonly text?: string | Uint8Array;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'character-device' | 'block-device' | 'fifo';
  readonly mode?: number;
}

async function tarOf(...members: readonly Member[]): Promise<Buffer> {
  const packing = pack();
  for (const { name, text = '', type = 'file', mode = 0o644 } of members) {
    if (type === 'file') packing.entry({ name, mode }, Buffer.from(text as string));
    else packing.entry({ name, mode, type, linkname: 'a.yaml' }).end(undefined);
  }
  packing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packing) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
const tgzOf = async (...members: readonly Member[]) => gzipSync(await tarOf(...members));

const S_IFLNK = 0o120000;
const S_IFREG = 0o100000;
/** A zip whose members have Unix modes, as Info-ZIP writes them. */
function zipOf(...members: readonly (Member & { readonly unixMode?: number })[]): Uint8Array {
  const files = members.map(
    ({ name, text = '', unixMode = S_IFREG | 0o644 }) => [name, [Buffer.from(text as string), { os: 3, attrs: unixMode * 65_536 }]] as const,
  );
  return zipSync(Object.fromEntries(files) as unknown as Parameters<typeof zipSync>[0]);
}
/** The same zip with one name overwritten by another of the same length: what no packer would write. */
const renamed = (bytes: Uint8Array, from: string, to: string) => Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1');

const codes = (outcome: Outcome<unknown>) => (outcome.ok ? 'accepted' : outcome.problems.map((problem) => problem.code).join());
const MEBIBYTE = 1024 * 1024;
const YAML = 'kind: Pod\n';

const HOSTILE: readonly (readonly [string, string, string, () => Promise<Uint8Array> | Uint8Array])[] = [
  ['tar: a path that leads out', 'unsafe-path', 'a.tar', () => tarOf({ name: '../../etc/cron.d/x', text: YAML })],
  ['tar: a path that leads out later', 'unsafe-path', 'a.tgz', () => tgzOf({ name: 'a/../../x.yaml', text: YAML })],
  ['tar: an absolute path', 'unsafe-path', 'a.tgz', () => tgzOf({ name: '/etc/passwd', text: YAML })],
  ['tar: a backslash', 'unsafe-path', 'a.tgz', () => tgzOf({ name: '..\\x.yaml', text: YAML })],
  ['tar: a long path', 'unsafe-path', 'a.tgz', () => tgzOf({ name: `${'a'.repeat(300)}.yaml`, text: YAML })],
  ['tar: a deep path', 'unsafe-path', 'a.tgz', () => tgzOf({ name: `${'a/'.repeat(40)}x.yaml`, text: YAML })],
  ['tar: text that reads from right to left in a name', 'unsafe-path', 'a.tgz', () => tgzOf({ name: 'a\u202elmay.exe', text: YAML })],
  ['tar: a symbolic link', 'unsafe-member', 'a.tar.gz', () => tgzOf({ name: 'a.yaml', type: 'symlink' })],
  ['tar: a hard link', 'unsafe-member', 'a.tar.gz', () => tgzOf({ name: 'b.yaml', type: 'link' })],
  ['tar: a character device', 'unsafe-member', 'a.tar.gz', () => tgzOf({ name: 'null', type: 'character-device' })],
  ['tar: a block device', 'unsafe-member', 'a.tar.gz', () => tgzOf({ name: 'sda', type: 'block-device' })],
  ['tar: a pipe', 'unsafe-member', 'a.tar.gz', () => tgzOf({ name: 'pipe', type: 'fifo' })],
  ['tar: set-uid', 'unsafe-mode', 'a.tar.gz', () => tgzOf({ name: 'a.yaml', text: YAML, mode: 0o4755 })],
  ['tar: set-gid', 'unsafe-mode', 'a.tar.gz', () => tgzOf({ name: 'a.yaml', text: YAML, mode: 0o2755 })],
  ['tar: the same name twice', 'duplicate-name', 'a.tar.gz', () => tgzOf({ name: 'a.yaml', text: YAML }, { name: './a.yaml', text: YAML })],
  ['tar: names equal but for case', 'duplicate-name', 'a.tar.gz', () => tgzOf({ name: 'a.yaml', text: YAML }, { name: 'A.yaml', text: YAML })],
  ['tar: names equal but for how accents are written', 'duplicate-name', 'a.tgz', () => tgzOf({ name: 'é.yaml' }, { name: 'e\u0301.yaml' })],
  ['tar: a bomb by ratio', 'archive-bomb', 'a.tgz', () => tgzOf(...Array.from({ length: 12 }, (_, i) => ({ name: `${i}.yaml`, text: '#'.repeat(MEBIBYTE) })))],
  [
    'tar: a bomb by size',
    'archive-bomb',
    'a.tgz',
    () =>
      tgzOf(
        ...Array.from({ length: 20 }, (_, i) => ({
          name: `${i}.yaml`,
          text: padded(i),
        })),
      ),
  ],
  ['tar: one large file', 'file-too-large', 'a.tgz', () => tgzOf({ name: 'a.yaml', text: noise(MEBIBYTE + 1, 1) })],
  ['tar: many files', 'too-many-files', 'a.tgz', () => tgzOf(...Array.from({ length: 1_100 }, (_, i) => ({ name: `${i}.yaml` })))],
  ['tar: cut short', 'archive-broken', 'a.tar', async () => (await tarOf({ name: 'a.yaml', text: 'a'.repeat(5_000) })).subarray(0, 2_000)],
  ['gzip: cut short', 'archive-broken', 'a.tgz', async () => (await tgzOf({ name: 'a.yaml', text: noise(50_000, 1) })).subarray(0, 2_000)],
  ['gzip within gzip', 'archive-broken', 'a.tgz', async () => gzipSync(await tgzOf({ name: 'a.yaml', text: YAML }))],
  ['gzip: no tar inside', 'archive-broken', 'a.tgz', () => gzipSync(Buffer.alloc(2_000, 65))],
  ['zip: a path that leads out', 'unsafe-path', 'a.zip', () => renamed(zipOf({ name: 'xxxaaa.yaml', text: YAML }), 'xxxaaa', '../aaa')],
  ['zip: an absolute path', 'unsafe-path', 'a.zip', () => renamed(zipOf({ name: 'xaaa.yaml', text: YAML }), 'xaaa', '/aaa')],
  ['zip: a backslash', 'unsafe-path', 'a.zip', () => renamed(zipOf({ name: 'aaxaa.yaml', text: YAML }), 'aaxaa', 'aa\\aa')],
  ['zip: a symbolic link', 'unsafe-member', 'a.zip', () => zipOf({ name: 'a.yaml', text: '/etc/passwd', unixMode: S_IFLNK | 0o777 })],
  ['zip: set-uid', 'unsafe-mode', 'a.zip', () => zipOf({ name: 'a.yaml', text: YAML, unixMode: S_IFREG | 0o4755 })],
  ['zip: the same name twice', 'duplicate-name', 'a.zip', () => renamed(zipOf({ name: 'a.yaml' }, { name: 'b.yaml' }), 'b.yaml', 'a.yaml')],
  ['zip: names equal but for case', 'duplicate-name', 'a.zip', () => zipOf({ name: 'a.yaml' }, { name: 'A.YAML' })],
  ['zip: a bomb by ratio', 'archive-bomb', 'a.zip', () => zipOf(...Array.from({ length: 12 }, (_, i) => ({ name: `${i}.yaml`, text: '#'.repeat(MEBIBYTE) })))],
  ['zip: one large file', 'file-too-large', 'a.zip', () => zipOf({ name: 'a.yaml', text: noise(MEBIBYTE + 1, 1) })],
  ['zip: many files', 'too-many-files', 'a.zip', () => zipOf(...Array.from({ length: 1_100 }, (_, i) => ({ name: `${i}.yaml` })))],
  ['zip: cut short', 'archive-broken', 'a.zip', () => zipOf({ name: 'a.yaml', text: YAML }).subarray(0, 40)],
  ['zip: an archive within', 'not-text', 'a.zip', () => zipOf({ name: 'b.zip', text: zipOf({ name: 'a.yaml' }) })],
  ['a .wasm that is no module', 'not-a-module', 'a.zip', () => zipOf({ name: 'a.wasm', text: 'AGFzbQEAAAA=' })],
  ['a large module', 'file-too-large', 'a.tar', () => tarOf({ name: 'a.wasm', text: `\0asm\x01\0\0\0${noise(4 * MEBIBYTE, 1)}` })],
  ['no text', 'not-text', 'a.yaml', () => Buffer.from([0xff, 0xfe, 0x41])],
  ['a NUL byte', 'not-text', 'a.yaml', () => Buffer.from('a\0b')],
  ['a name that is a path', 'unsafe-path', '..', () => Buffer.from(YAML)],
];

/** Text that does not pack: hexadecimal digits of a small generator. */
function noise(length: number, seed: number): string {
  let state = seed + 1;
  const digits = Array.from({ length: Math.ceil(length / 8) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state.toString(16).padStart(8, '0');
  });
  return digits.join('').slice(0, length);
}

/** A million characters that pack to a quarter: what repeats is further apart than gzip looks back. */
const padded = (seed: number) => `${noise(20_000, seed)}${' '.repeat(20_000)}`.repeat(25);

test.each(HOSTILE)('%s is refused', async (_, code, name, make) => {
  expect(codes(await unpackEntry(name, await make()))).toBe(code);
});

test.each([
  ['a.zip', () => zipOf({ name: 'k8s/web.yaml', text: YAML }, { name: '__MACOSX/._web.yaml', text: '\u0000' })],
  ['a.tar.gz', () => tgzOf({ name: 'k8s/', type: 'directory' }, { name: './k8s/web.yaml', text: YAML }, { name: '.DS_Store', text: '\u0000' })],
  ['a.tar', () => tarOf({ name: 'k8s/web.yaml', text: YAML })],
  ['b.zip', () => zipOf({ name: 'k8s/web.yaml', text: YAML }, { name: 'k8s/__pycache__/plugin.cpython-311.pyc', text: '\u0000' })],
  ['wrong-name.yaml', () => tgzOf({ name: 'k8s/web.yaml', text: YAML })],
] as const)('%s gives its text files', async (name, make) => {
  expect(await unpackEntry(name, await make())).toEqual({ ok: true, warnings: [], value: [{ path: 'k8s/web.yaml', text: YAML }] });
});

test('a WebAssembly module is kept in base64', async () => {
  const packed = zipOf({ name: 'main.wasm', text: Buffer.from('\0asm\x01\0\0\0', 'latin1') });
  expect(await unpackEntry('a.zip', packed)).toMatchObject({ ok: true, value: [{ path: 'main.wasm', text: 'AGFzbQEAAAA=', encoding: 'base64' }] });
});

test('a single file keeps its name and loses its byte order mark', async () => {
  expect(await unpackEntry('web.yaml', Buffer.from(`\ufeff${YAML}`))).toMatchObject({ ok: true, value: [{ path: 'web.yaml', text: YAML }] });
});

test('of a stream without end no more is taken than the limit', async () => {
  let taken = 0;
  async function* endless() {
    for (;;) {
      taken += MEBIBYTE;
      yield Buffer.alloc(MEBIBYTE, 35);
    }
  }
  expect(codes(await unpackEntry('a.yaml', endless()))).toBe('archive-too-large');
  expect(taken).toBeLessThanOrEqual(9 * MEBIBYTE);
});

test('a damaged archive is a problem, wherever the damage is', async () => {
  for (const good of [zipOf({ name: 'a.yaml', text: noise(300, 1) }, { name: 'b.yaml', text: YAML }), await tgzOf({ name: 'a.yaml', text: noise(300, 1) })]) {
    for (let at = 0; at < good.length; at += 3) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] as number) ^ 0xff;
      expect((await unpackEntry('a.bin', bad)).ok).toEqual(expect.any(Boolean));
    }
  }
});

describe('a folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'regatta-unpack-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  test('gives its files with paths within it', async () => {
    await mkdir(join(root, 'k8s', '.git'), { recursive: true });
    await writeFile(join(root, 'k8s', 'web.yaml'), YAML);
    await writeFile(join(root, 'k8s', '.git', 'HEAD'), Buffer.from([0xff]));
    expect(await unpackPath(root)).toMatchObject({ ok: true, value: [{ path: 'k8s/web.yaml', text: YAML }] });
  });

  test('with a link in it is refused', async () => {
    await symlink('/etc/passwd', join(root, 'a.yaml'));
    expect(codes(await unpackPath(root))).toBe('unsafe-member');
  });

  test('that does not exist is said to be missing', async () => {
    expect(codes(await unpackPath(join(root, 'none')))).toBe('not-found');
  });

  test('a file of a hundred megabytes is not read', async () => {
    const path = join(root, 'large.yaml');
    await writeFile(path, Buffer.alloc(100 * MEBIBYTE, 35));
    const before = process.memoryUsage().rss;
    expect(codes(await unpackPath(path))).toBe('archive-too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * MEBIBYTE);
  });
});
