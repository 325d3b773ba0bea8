import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import type { TraceFile } from '#core/scenario/import';
import { CommandFailed, EXIT } from './exit-code.js';

const BYTES_MAX = 512 * 2 ** 20;

/** The tables of a trace file: itself, unpacked; of an SQLite database each of its tables, as CSV. What a file is, its first bytes say. */
export async function readTrace(path: string): Promise<readonly TraceFile[]> {
  try {
    if (statSync(path).size > BYTES_MAX) throw new CommandFailed(EXIT.atFault, `${path}: more than ${BYTES_MAX} bytes`);
    const bytes = unpacked(readFileSync(path));
    return beginsWith(bytes, 'SQLite format 3\0') ? await tablesOf(bytes, path) : [{ name: path, bytes }];
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(EXIT.atFault, `${path}:1:1: cannot be read (${(error as Error).message})`);
  }
}

const beginsWith = (bytes: Buffer, magic: string): boolean => bytes.subarray(0, magic.length).toString('latin1') === magic;

const unpacked = (bytes: Buffer): Buffer => (beginsWith(bytes, '\x1f\x8b') ? gunzipSync(bytes, { maxOutputLength: BYTES_MAX }) : bytes);

/** Tables without rows say nothing and are left out, as are those of the database itself. */
async function tablesOf(bytes: Buffer, path: string): Promise<readonly TraceFile[]> {
  const { default: open } = await import('sql.js');
  const { Database } = await open();
  const database = new Database(bytes);
  try {
    const names = database.exec(`SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY name`)[0]?.values ?? [];
    return names.flatMap(([name]) => {
      const table = String(name);
      const [found] = database.exec(`SELECT * FROM "${table.replaceAll('"', '""')}"`);
      return found === undefined ? [] : [{ name: `${path}#${table}`, bytes: Buffer.from(stringify([found.columns, ...found.values])) }];
    });
  } finally {
    database.close();
  }
}
