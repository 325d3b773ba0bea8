/** Bounds of what is read as an entry. Real entries stay a hundred times below; what is above is refused before it costs anything. */
const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** What one file may hold. */
export interface ReadLimits {
  readonly characters: number;
  /** YAML documents. */
  readonly documents: number;
  /** Values of maps, of lists, and what aliases repeat. */
  readonly values: number;
  /** Values that aliases repeat. */
  readonly aliased: number;
  /** YAML tokens. */
  readonly tokens: number;
}

/** A file of an entry. */
export const ENTRY_LIMITS: ReadLimits = { characters: MEBIBYTE, documents: 1_000, values: 100_000, aliased: 5_000, tokens: 600_000 };
/** A picture of a whole cluster, read on the machine of whoever took it. */
export const SNAPSHOT_LIMITS: ReadLimits = { characters: 64 * MEBIBYTE, documents: 300_000, values: 20_000_000, aliased: 100_000, tokens: 120_000_000 };
/** Characters of all files together. */
export const MAX_ENTRY_CHARACTERS = 4 * MEBIBYTE;
/** Files of one entry. */
export const MAX_FILES = 500;
/** Levels of nesting within one document. */
export const MAX_DEPTH = 50;
/** Problems that are told at once. */
export const MAX_PROBLEMS = 200;
