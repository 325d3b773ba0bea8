import type { Problem, Severity } from '#core/problem';
import type { EntryProblemCode } from '../problem-codes.js';

/** Steps from the root of a document to a value in it. */
export type Path = readonly (string | number)[];

/** Offsets into a file's text: of a field's name and of its value; list items have the same for both. */
export interface Offsets {
  readonly key: number;
  readonly value: number;
}

/** One document of a file as plain data that remembers where everything stands. */
export interface SourceDocument {
  readonly file: string;
  readonly data: unknown;
  readonly offset: number;
  /** Of the fields of a map, or of the items of a list, that belongs to `data`. */
  offsetsIn(container: object): ReadonlyMap<string | number, Offsets> | undefined;
  placeOf(offset: number): { readonly line: number; readonly column: number };
}

export interface Finding {
  readonly code: EntryProblemCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: Severity;
}

/** The finding at the deepest part of `path` that exists; `key` points to the name of the field instead of its value. */
export function problemAt(document: SourceDocument, path: Path, finding: Finding, what: 'value' | 'key' = 'value'): Problem {
  const { line, column } = document.placeOf(offsetOf(document, path, what));
  const { code, message, hint, severity = 'error' } = finding;
  return {
    code,
    severity,
    message,
    file: document.file,
    line,
    column,
    ...(hint === undefined ? {} : { hint }),
    ...(path.length === 0 ? {} : { path: printedPath(path) }),
  };
}

function offsetOf(document: SourceDocument, path: Path, what: 'value' | 'key'): number {
  let offset = document.offset;
  let container: unknown = document.data;
  for (const [index, step] of path.entries()) {
    if (container === null || typeof container !== 'object') break;
    const found = document.offsetsIn(container)?.get(step);
    if (found === undefined) break;
    offset = what === 'key' && index === path.length - 1 ? found.key : found.value;
    container = (container as Readonly<Record<string | number, unknown>>)[step];
  }
  return offset;
}

const PLAIN = /^[A-Za-z_][\w-]*$/;

/** `spec.containers[0].image`, with names that are no identifiers in brackets and quotes. */
export function printedPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!PLAIN.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

const SHOWN_CHARACTERS = 60;

/** A value as a message may quote it: bounded, on one line, control characters escaped. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, SHOWN_CHARACTERS + 1)).slice(1, -1) : summary(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function summary(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value !== null && typeof value === 'object' ? 'a map' : String(value);
}
