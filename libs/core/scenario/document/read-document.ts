import type { Problem } from '#core/problem';
import { isAlias, isCollection, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { locate, type Place } from './locate.js';
import { returnNumberLists, takeNumberLists } from './number-lists.js';

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 40;
const MAX_NODES = 500_000;
const MAX_SYNTAX_PROBLEMS = 20;

/** A YAML file as plain data that remembers where every field stands. */
export interface SourceDocument {
  readonly file: string;
  readonly data: unknown;
  /** Place of the value at a path, or of the deepest part of the path that exists; `key`: of the field's name. */
  placeOf(path: readonly PropertyKey[], what?: 'value' | 'key'): Place;
  /** The same document with a place for every number of long lists, which is slower to come by; null: it is that already. */
  inDetail(): SourceDocument | null;
}

export type DocumentOutcome = { readonly document: SourceDocument } | { readonly problems: readonly Problem[] };

/** Reads one YAML document. Anchors are refused: repeating is clearer, and an alias can blow a small file up to any size. */
export function readDocument(text: string, file: string): DocumentOutcome {
  const whole = (code: string, message: string): DocumentOutcome => ({ problems: [{ code, severity: 'error', message, file, line: 1, column: 1 }] });
  if (text.length > MAX_BYTES) return whole('document-too-large', `the file has ${text.length} characters; at most ${MAX_BYTES} are read`);
  try {
    const { text: shorter, lists } = takeNumberLists(text);
    const found = read(
      shorter,
      file,
      lists.reduce((sum, list) => sum + list.length, 0),
    );
    if (lists.length === 0) return found;
    // Whatever is wrong is told by the whole text, number by number.
    const data = 'document' in found ? returnNumberLists(found.document.data, lists) : null;
    return data === null || !('document' in found) ? read(text, file, 0) : { document: { ...found.document, data, inDetail: () => detailed(text, file) } };
  } catch (error) {
    if (error instanceof RangeError) return whole('document-too-deep', `fields are nested more than ${MAX_DEPTH} deep`);
    throw error;
  }
}

function detailed(text: string, file: string): SourceDocument | null {
  const whole = read(text, file, 0);
  return 'document' in whole ? whole.document : null;
}

function read(text: string, file: string, numbers: number): DocumentOutcome {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, version: '1.2', merge: false });
  const problem = (code: string, message: string, offset: number): Problem => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { code, severity: 'error', message, file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (parsed.errors.length > 0) {
    const problems = parsed.errors.slice(0, MAX_SYNTAX_PROBLEMS).map((error) => problem(codeOf(error.code), firstLine(error.message), error.pos[0]));
    return { problems };
  }
  const problems: Problem[] = [];
  let nodes = numbers;
  visit(parsed, {
    Node(_key, node, path) {
      nodes += 1;
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) problems.push(problem('alias-not-allowed', 'anchors and aliases are not read here: write the value again', offset));
      if ((isScalar(node) || isCollection(node)) && node.anchor) problems.push(problem('alias-not-allowed', 'anchors and aliases are not read here', offset));
      if (path.length > 2 * MAX_DEPTH) problems.push(problem('document-too-deep', `fields are nested more than ${MAX_DEPTH} deep`, offset));
      return problems.length > MAX_SYNTAX_PROBLEMS || nodes > MAX_NODES ? visit.BREAK : undefined;
    },
  });
  if (nodes > MAX_NODES) return { problems: [problem('document-too-large', `the file has more than ${MAX_NODES} values`, 0)] };
  if (problems.length > 0) return { problems };
  const data: unknown = parsed.toJS({ maxAliasCount: 0 });
  return { document: { file, data, placeOf: (path, what = 'value') => locate(parsed.contents, lines, path, what), inDetail: () => null } };
}

function codeOf(code: string): string {
  if (code === 'DUPLICATE_KEY') return 'duplicate-key';
  return code === 'MULTIPLE_DOCS' ? 'several-documents' : 'yaml-syntax';
}

const firstLine = (message: string): string => message.split('\n')[0] ?? message;
