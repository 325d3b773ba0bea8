// Writes scenarios/scenario.schema.json from the format that the scenario room reads. Build first: `npm run build`.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const { scenarioJsonSchema } = createRequire(import.meta.url)('../dist/libs/core/scenario/index.js');
writeFileSync(new URL('../scenarios/scenario.schema.json', import.meta.url), `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
