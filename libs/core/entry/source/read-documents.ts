import type { Problem } from '#core/problem';
import { LineCounter, parseAllDocuments } from 'yaml';
import type { EntryFile } from '../entry.js';
import { ENTRY_LIMITS, MAX_PROBLEMS, type ReadLimits } from '../limits.js';
import { guardTokens } from './guard-tokens.js';
import { newAllowance, plainData } from './plain-data.js';
import type { SourceDocument } from './source-document.js';

export interface ReadDocuments {
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly Problem[];
}

/** All YAML documents of a file, or of a JSON file its one; empty documents are left out. */
export function readDocuments({ path, text }: EntryFile, limits: ReadLimits = ENTRY_LIMITS): ReadDocuments {
  const lines = new LineCounter();
  const problem = (code: string, message: string, offset: number, hint?: string): Problem => {
    const { line, column } = placeIn(lines, offset);
    return { code, severity: 'error', message, file: path, line, column, ...(hint === undefined ? {} : { hint }) };
  };
  if (text.length > limits.characters)
    return failed(problem('file-too-large', `the file has ${text.length} characters; at most ${limits.characters} are read`, 0));
  const nul = text.indexOf('\0');
  if (nul >= 0) return failed(problem('not-text', 'there is a NUL character in the file', 0, 'hand in text files only'));
  addLines(lines, text);
  const token = guardTokens(text, limits);
  if (token !== null) return failed(problem(token.code, token.message, token.offset));
  try {
    return read({ path, text }, lines, limits, problem);
  } catch (error) {
    // The parser recurses; deep indentation within the allowed size can still be more than the stack holds.
    if (error instanceof RangeError) return failed(problem('document-too-deep', 'the nesting is too deep to be read', 0));
    throw error;
  }
}

const failed = (problem: Problem): ReadDocuments => ({ documents: [], problems: [problem] });

function addLines(lines: LineCounter, text: string): void {
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
}

function placeIn(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(Math.max(0, offset));
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function read(
  { path: file, text }: EntryFile,
  lines: LineCounter,
  limits: ReadLimits,
  problem: (code: string, message: string, offset: number, hint?: string) => Problem,
): ReadDocuments {
  // Duplicate keys are looked for in plainData: the parser's own look takes the square of the number of keys.
  const parsed = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, version: '1.2', merge: false, logLevel: 'silent' });
  const documents: SourceDocument[] = [];
  const problems: Problem[] = [];
  const allowance = newAllowance(limits);
  for (const one of Array.isArray(parsed) ? parsed : []) {
    for (const error of one.errors) problems.push(problem('yaml-syntax', sentence(error.message), error.pos[0], hintFor(error.code)));
    for (const warning of one.warnings) problems.push(problem('yaml-tag', sentence(warning.message), warning.pos[0], 'write the value without a tag'));
    if (problems.length > MAX_PROBLEMS) break;
    if (one.errors.length > 0) continue;
    const { data, offsets, findings } = plainData(one.contents, allowance);
    problems.push(...findings.map((f) => problem(f.code, f.message, f.offset, f.hint)));
    if (data === null || data === undefined) continue;
    const offset = one.contents?.range?.[0] ?? 0;
    documents.push({ file, data, offset, offsetsIn: (container) => offsets.get(container), placeOf: (at) => placeIn(lines, at) });
  }
  return { documents, problems };
}

function sentence(message: string): string {
  const line = message.split('\n')[0] ?? message;
  return line.charAt(0).toLowerCase() + line.slice(1);
}

function hintFor(code: string): string | undefined {
  return code === 'TAB_AS_INDENT' ? 'indent with spaces' : undefined;
}
