import { z } from 'zod';
import { scenarioFormat } from './format/scenario-format.js';

/** JSON Schema of a scenario file as people write it, for editors. */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(scenarioFormat, { io: 'input', target: 'draft-7', unrepresentable: 'any', reused: 'ref' });
}
