/** Bounds of what is unpacked. All hold while bytes stream in: nothing beyond them is ever in memory. */
const MEBIBYTE = 1024 * 1024;

/** Bytes of an archive, or of a single file, as handed in. */
export const MAX_ARCHIVE_BYTES = 8 * MEBIBYTE;
/** Bytes of all files together, unpacked; of a tar with its headers. */
export const MAX_UNPACKED_BYTES = 16 * MEBIBYTE;
/** Bytes of one file, unpacked. */
export const MAX_FILE_BYTES = MEBIBYTE;
/** Bytes of a WebAssembly module: what compilers link into one is more than anyone writes by hand. */
export const MAX_MODULE_BYTES = 4 * MEBIBYTE;
/** Members of an archive or of a folder, directories among them. */
export const MAX_MEMBERS = 1_000;
/** Unpacked bytes per packed byte … */
export const MAX_RATIO = 100;
/** … once this many bytes are unpacked: small files of blanks pack well without being bombs. */
export const RATIO_FROM_BYTES = MEBIBYTE;
/** Folders within folders. */
export const MAX_PATH_DEPTH = 16;
/** Characters of a path. */
export const MAX_PATH_CHARACTERS = 255;
