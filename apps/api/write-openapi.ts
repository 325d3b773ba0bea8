import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeApi } from './describe-api.js';

// `node dist/apps/api/write-openapi.js [file]` writes the description that the clients are generated from.
const file = process.argv[2] ?? join(process.cwd(), 'apps', 'api', 'openapi.json');
void describeApi().then((text) => writeFile(file, text));
