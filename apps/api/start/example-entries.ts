import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { EntryFile } from '#core/entry';

export interface ExampleEntry {
  /** Of the folder or file: becomes the name of the reference team. */
  readonly name: string;
  readonly files: readonly EntryFile[];
}

const ENTRY_FILE = /\.(ya?ml|json)$/;

/** Each file or folder of examples is one entry; in a folder every YAML or JSON file is part of it. */
export async function exampleEntries(folder: string): Promise<readonly ExampleEntry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const entries: ExampleEntry[] = [];
  for (const one of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, one.name);
    if (one.isDirectory()) entries.push({ name: one.name, files: await filesOf(path) });
    else if (ENTRY_FILE.test(one.name))
      entries.push({ name: one.name.replace(ENTRY_FILE, ''), files: [{ path: one.name, text: await readFile(path, 'utf8') }] });
  }
  return entries.filter((entry) => entry.files.length > 0);
}

async function filesOf(folder: string): Promise<readonly EntryFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => ENTRY_FILE.test(name)).sort();
  return Promise.all(names.map(async (name) => ({ path: name.split(sep).join('/'), text: await readFile(join(folder, name), 'utf8') })));
}
