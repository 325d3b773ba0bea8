import { type Outcome, refused } from '#core/problem';
import type { Entry, EntryFile } from './entry.js';

export interface ParseOptions {
  /** Refuses entries of any other division. */
  readonly division?: Entry['division'];
}

/** Reads the files of an entry: the entry with its warnings, or every problem at once. Never throws. */
export function parseEntry(files: readonly EntryFile[], _options: ParseOptions = {}): Outcome<Entry> {
  return refused([{ code: 'empty-entry', severity: 'error', message: 'not read yet', file: files[0]?.path ?? '', line: 1, column: 1 }]);
}
