import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntryFile } from '#core/entry';
import type { Outcome } from '#core/problem';
import { unpackPath } from '#io/artifacts';

export interface ExampleEntry {
  /** Becomes the name of the reference team. */
  readonly name: string;
  readonly files: Outcome<readonly EntryFile[]>;
}

/** Divisions whose entries are configuration: they need no sandbox, so every platform judges them. Plugins come beside them, where they can be judged. */
const DIVISIONS = ['kubernetes', 'swarm', 'mesos'] as const;

/** Each folder of a division is one entry; a division without folders is itself one. Read as the command line reads them. */
export async function exampleEntries(folder: string): Promise<readonly ExampleEntry[]> {
  const found = await Promise.all(DIVISIONS.map((division) => entriesOf(folder, division)));
  return Promise.all(found.flat().map(async ({ name, path }) => ({ name, files: await unpackPath(path) })));
}

async function entriesOf(folder: string, division: (typeof DIVISIONS)[number]): Promise<readonly { readonly name: string; readonly path: string }[]> {
  const here = join(folder, division);
  const inside = await readdir(here, { withFileTypes: true }).catch(() => null);
  if (inside === null) return [];
  const folders = inside.filter((one) => one.isDirectory()).map((one) => one.name);
  if (folders.length === 0) return [{ name: division, path: here }];
  return folders.sort().map((name) => ({ name: division === 'kubernetes' ? name : `${division} ${name}`, path: join(here, name) }));
}
