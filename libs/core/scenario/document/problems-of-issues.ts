import type { Problem } from '#core/problem';
import type { z } from 'zod';
import { nearest } from './nearest.js';
import type { SourceDocument } from './read-document.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What the schema found, as problems at their places. */
export function problemsOfIssues(issues: readonly Issue[], document: SourceDocument, prefix: Path = []): readonly Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, document, [...prefix, ...issue.path]));
}

function problemsOfIssue(issue: Issue, document: SourceDocument, path: Path): readonly Problem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(key, issue.message.split(', '), document, path));
    case 'invalid_union': {
      const branch = issue.errors.find((errors) => errors.length > 0 && !errors.some((one) => one.path.length === 0 && one.code === 'invalid_type'));
      return branch === undefined ? [problemAt(document, path, 'wrong-type', sentence(issue))] : problemsOfIssues(branch, document, path);
    }
    case 'invalid_type':
      if (valueAt(document.data, path) === undefined) return [missingField(document, path, issue)];
      return [problemAt(document, path, 'wrong-type', sentence(issue))];
    case 'invalid_value':
      return [notAllowed(document, path, issue.values.map(String))];
    case 'custom': {
      const code = typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'bad-value';
      return [problemAt(document, path, code, sentence(issue))];
    }
    default:
      return [problemAt(document, path, 'bad-value', sentence(issue))];
  }
}

function unknownField(key: string, allowed: readonly string[], document: SourceDocument, path: Path): Problem {
  const meant = nearest(key, allowed);
  const hint = meant === undefined ? `fields here: ${allowed.join(', ')}` : `did you mean \`${meant}\`?`;
  return { ...problemAt(document, [...path, key], 'unknown-field', `there is no field \`${key}\` here`, 'key'), hint };
}

function missingField(document: SourceDocument, path: Path, issue: Issue): Problem {
  const name = String(path.at(-1) ?? 'document');
  return problemAt(document, path, 'missing-field', `\`${name}\` is missing: ${issue.message}`);
}

function notAllowed(document: SourceDocument, path: Path, values: readonly string[]): Problem {
  const written = valueAt(document.data, path);
  if (written === undefined)
    return { ...problemAt(document, path, 'missing-field', `\`${String(path.at(-1))}\` is missing`), hint: `one of: ${values.join(', ')}` };
  const meant = nearest(String(written), values);
  const hint = `one of: ${values.join(', ')}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`;
  return { ...problemAt(document, path, 'value-not-allowed', `\`${shown(written)}\` is not allowed here`), hint };
}

export function problemAt(document: SourceDocument, path: Path, code: string, message: string, what: 'value' | 'key' = 'value'): Problem {
  const place = document.placeOf(path, what);
  const base: Problem = { code, severity: 'error', message, file: document.file, line: place.line, column: place.column };
  return path.length === 0 ? base : { ...base, path: printedPath(path) };
}

function sentence(issue: Issue): string {
  // What the format says itself tells more than what the schema library makes up.
  const made = issue.code === 'invalid_type' ? /^Invalid input: expected (\w+)/.exec(issue.message)?.[1] : undefined;
  return made !== undefined && Object.hasOwn(EXPECTED, made) ? (EXPECTED[made] as string) : issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'write a list, such as `[a, b]` or lines that begin with `- `',
  object: 'write a block of fields, `name: value` each',
  record: 'write a block of fields, `name: value` each',
  string: 'write a text',
  number: 'write a number',
  int: 'write a whole number',
  boolean: 'write true or false',
};

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

export const printedPath = (path: Path): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`), '');

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
