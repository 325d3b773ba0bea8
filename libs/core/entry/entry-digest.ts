import { canonicalJson, sha256Hex } from '#core/digest';
import type { EntryFile } from './entry.js';

/** Files in code-unit order of their paths: the order in which they are read, whatever order they came in. */
export function inPathOrder(files: readonly EntryFile[]): readonly EntryFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** What identifies an entry: SHA-256 over the canonical list of its paths and texts; of what is no text, the encoding too. */
export function entryDigest(files: readonly EntryFile[]): string {
  return sha256Hex(canonicalJson(inPathOrder(files).map(({ path, text, encoding }) => (encoding === undefined ? [path, text] : [path, text, encoding]))));
}
