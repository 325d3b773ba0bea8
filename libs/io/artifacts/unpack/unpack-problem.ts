import type { Problem } from '#core/problem';

/** Every code that unpacking can give, and what it stands for. */
export const UNPACK_PROBLEM_CODES = {
  'archive-too-large': 'more bytes than are taken in',
  'archive-broken': 'the archive cannot be read to its end',
  'archive-bomb': 'the archive unpacks to more than is unpacked',
  'too-many-files': 'more members than are unpacked',
  'file-too-large': 'one file is larger than what is read',
  'unsafe-path': 'a path that leads out of the entry, or that not every system can have',
  'unsafe-member': 'a link, a device or anything else that is neither a file nor a folder',
  'unsafe-mode': 'a member with set-uid, set-gid or sticky bits',
  'encrypted-member': 'a member that needs a password',
  'duplicate-name': 'two members whose paths are equal, or equal but for case',
  'not-text': 'a file that is not UTF-8 text',
  'not-a-module': 'a file named as a WebAssembly module that is none',
  'not-found': 'there is nothing at the path',
} as const;

export type UnpackProblemCode = keyof typeof UNPACK_PROBLEM_CODES;

/** Ends the unpacking of an entry; caught in one place and told as a problem. */
export class UnpackRefusal extends Error {
  constructor(
    readonly code: UnpackProblemCode,
    readonly file: string,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }

  toProblem(): Problem {
    const { code, file, message, hint } = this;
    return { code, severity: 'error', message, file: printable(file), line: 1, column: 1, ...(hint === undefined ? {} : { hint }) };
  }
}

const PRINTED_CHARACTERS = 120;

/** A name that somebody else chose, as a terminal or a page may show it. */
export const printable = (name: string): string => JSON.stringify(name).slice(1, -1).slice(0, PRINTED_CHARACTERS);
