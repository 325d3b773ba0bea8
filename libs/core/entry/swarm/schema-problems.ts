import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import type { ErrorObject } from 'ajv';
import { type Finding, type Path, problemAt, shown, type SourceDocument } from '../source/source-document.js';
import { isOfOtherVersion } from './other-versions.js';

const LISTED = 12;
const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
  null: 'empty',
};

/** What the schema has against a stack file, each thing once, at its place. */
export function schemaProblems(document: SourceDocument, data: unknown, errors: readonly ErrorObject[]): readonly Problem[] {
  const alternatives = new Set(errors.filter((error) => error.keyword === 'oneOf' || error.keyword === 'anyOf').map((error) => error.instancePath));
  const told = new Set<string>();
  return errors.flatMap((error) => {
    if (error.keyword === 'oneOf' || error.keyword === 'anyOf') return [];
    const { instancePath } = error;
    // Of several forms that are allowed, only the one that was meant is worth a word.
    const deeper = errors.some(
      (other) => (other.instancePath.startsWith(`${instancePath}/`) || other.instancePath === instancePath) && !isType(other) && !isChoice(other),
    );
    if (alternatives.has(instancePath) && isType(error) && deeper) return [];
    const path = pathOf(instancePath, data);
    if (error.keyword === 'additionalProperties' && isOfOtherVersion(path, String((error.params as { additionalProperty: string }).additionalProperty)))
      return [];
    const [finding, below] = findingOf(error, path, valueAt(data, path), alternatives.has(instancePath) ? typesAt(errors, instancePath) : null);
    const key = `${instancePath} ${finding.message}`;
    if (told.has(key)) return [];
    told.add(key);
    return [problemAt(document, [...path, ...below], finding, below.length > 0 ? 'key' : 'value')];
  });
}

const isType = (error: ErrorObject): boolean => error.keyword === 'type';
const isChoice = (error: ErrorObject): boolean => error.keyword === 'oneOf' || error.keyword === 'anyOf';

function typesAt(errors: readonly ErrorObject[], instancePath: string): readonly string[] {
  return errors.filter((error) => isType(error) && error.instancePath === instancePath).flatMap((error) => (error.params as { type: string | string[] }).type);
}

/** The finding, and the steps below the error's own place. */
function findingOf(error: ErrorObject, path: Path, value: unknown, types: readonly string[] | null): readonly [Finding, Path] {
  const field = `\`${shown([...path].reverse().find((step) => typeof step === 'string') ?? 'document')}\``;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'additionalProperties':
      return [unknownField(String(params['additionalProperty']), error), [String(params['additionalProperty'])]];
    case 'required':
      return [{ code: 'missing-field', message: `\`${String(params['missingProperty'])}\` is required in ${field}` }, []];
    case 'type': {
      const wanted = [...new Set(types ?? [params['type']].flat())].map((type) => NAMES[String(type)] ?? String(type)).join(' or ');
      return [
        { code: 'wrong-type', message: `${field} is ${value === '' ? 'empty' : `\`${shown(value)}\``}: must be ${wanted}`, hint: typeHint(value, wanted) },
        [],
      ];
    }
    case 'enum':
      return [
        { code: 'value-not-allowed', message: `${field} is \`${shown(value)}\``, hint: `one of: ${(params['allowedValues'] as readonly string[]).join(', ')}` },
        [],
      ];
    case 'format':
      return [{ code: 'invalid-value', message: `${field} is \`${shown(value)}\`: not a duration`, hint: 'such as 10s, 1m30s or 500ms' }, []];
    case 'uniqueItems':
      return [{ code: 'duplicate-item', message: `${field} has the same item twice` }, [Number(params['i'])]];
    default:
      return [{ code: 'invalid-value', message: `${field} is \`${shown(value)}\`: ${error.message ?? 'not allowed'}` }, []];
  }
}

function unknownField(name: string, error: ErrorObject): Finding {
  const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
  if (known.length === 0) return { code: 'invalid-name', message: `the name \`${shown(name)}\` is not valid`, hint: "use letters, digits, '.', '_' and '-'" };
  const near = nearest(name, known);
  const hint = near === undefined ? `fields here: ${known.slice(0, LISTED).join(', ')}${known.length > LISTED ? ', …' : ''}` : `did you mean \`${near}\`?`;
  return { code: 'unknown-field', message: `there is no field \`${shown(name)}\` here`, hint };
}

function typeHint(value: unknown, wanted: string): string | undefined {
  if (wanted.startsWith('text') && (typeof value === 'number' || typeof value === 'boolean')) return `put it in quotes: "${String(value)}"`;
  if (wanted === 'a list') return 'begin each item with `- `';
  return undefined;
}

/** Steps of a JSON pointer: numbers where the data has lists. */
function pathOf(pointer: string, data: unknown): Path {
  let value = data;
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(name) : name;
      value = value === null || typeof value !== 'object' ? undefined : (value as Record<string | number, unknown>)[step];
      return step;
    });
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (value === null || typeof value !== 'object' ? undefined : (value as Record<string | number, unknown>)[step]),
    data,
  );
}
