import type { EntryFile, PluginEntry } from '#core/entry';
import { pack } from 'tar-stream';
import { startWords } from './start-words.js';

const TYPESCRIPT = /\.[cm]?ts$/;
const HEAP_SHARE = 0.75;
const MEBIBYTE = 1024 * 1024;

export const entryArchive = (entry: PluginEntry): Promise<Buffer> => sandboxArchive(entry.files, startScript(entry));

/** What a sandbox is handed: the size in a line, then the entry's files under `entry/` and the script `start` that begins it. */
export async function sandboxArchive(files: readonly EntryFile[], start: string): Promise<Buffer> {
  const tar = pack();
  for (const { path, text, encoding } of files) tar.entry({ name: `entry/${path}`, mode: 0o644, mtime: new Date(0) }, Buffer.from(text, encoding));
  tar.entry({ name: 'start', mode: 0o644, mtime: new Date(0) }, start);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return Buffer.concat([Buffer.from(`${bytes.length}\n`), bytes]);
}

function startScript(entry: PluginEntry): string {
  const { files, root, interpreter, limits } = entry;
  const lines = [`cd ${quoted(`/box/entry/${root}`)} || exit 125`];
  // Node.js cannot see the limit of its control group, because the host's numbers are hidden from it.
  if (interpreter === 'node') lines.push(`export NODE_OPTIONS=--max-old-space-size=${Math.floor((limits.memoryBytes * HEAP_SHARE) / MEBIBYTE)}`);
  if (interpreter === 'node' && files.some(({ path }) => TYPESCRIPT.test(path))) lines.push('node /regatta/strip-types.mjs /box/entry || exit 1');
  lines.push(`exec ${startWords(entry, '/regatta').map(quoted).join(' ')}`);
  return `${lines.join('\n')}\n`;
}

/** For a shell: nothing within single quotes means anything but the quote itself. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
