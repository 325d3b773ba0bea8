import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { EntryFile } from '#core/entry';
import type { Outcome } from '#core/problem';
import { unpackPath } from '#io/artifacts';

export interface ExampleEntry {
  /** Of the folder or file: becomes the name of the reference team. */
  readonly name: string;
  readonly files: Outcome<readonly EntryFile[]>;
}

const ENTRY_FILE = /\.(ya?ml|json)$/;

/** Each folder or manifest of the examples is one entry, read as the command line reads it. */
export async function exampleEntries(folder: string): Promise<readonly ExampleEntry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const named = found.filter((one) => one.isDirectory() || ENTRY_FILE.test(one.name)).map((one) => one.name);
  return Promise.all(named.sort().map(async (name) => ({ name: parse(name).name, files: await unpackPath(join(folder, name)) })));
}
