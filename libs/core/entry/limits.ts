/** Bounds of what is read as an entry. Real entries stay a hundred times below; what is above is refused before it costs anything. */
const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** Characters of one file. */
export const MAX_FILE_CHARACTERS = MEBIBYTE;
/** Characters of all files together. */
export const MAX_ENTRY_CHARACTERS = 4 * MEBIBYTE;
/** Files of one entry. */
export const MAX_FILES = 500;
/** YAML documents of one entry. */
export const MAX_DOCUMENTS = 1_000;
/** Levels of nesting within one document. */
export const MAX_DEPTH = 50;
/** Values (of maps, of lists, and what aliases repeat) of one file. */
export const MAX_VALUES = 100_000;
/** Values that aliases repeat in one file. */
export const MAX_ALIASED_VALUES = 5_000;
/** YAML tokens of one file. */
export const MAX_TOKENS = 600_000;
/** Problems that are told at once. */
export const MAX_PROBLEMS = 200;
