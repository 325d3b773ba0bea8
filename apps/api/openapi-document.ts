import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { z } from 'zod';
import { nameOf, refTo } from './http/answer.js';
import { problemDetailsSchema } from './http/problem-details.js';

/** The description of the API: made from the same schemas that check requests and answers. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setTitle('Regatta')
    .setDescription('The judging platform for container-orchestration competitions. Errors are RFC 9457 problem details with a stable `code`.')
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer' })
    .build();
  return withSchemas(cleanupOpenApiDoc(SwaggerModule.createDocument(app, outline), { version: '3.1' }));
}

/** Adds the shapes of answers by their names, and that any operation may answer with problem details instead. */
function withSchemas(document: OpenAPIObject): OpenAPIObject {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: (id) => `#/components/schemas/${id}`, io: 'output' });
  const named = Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _, $id: __, id: ___, ...schema }]) => [name, schema]));
  for (const path of Object.values(document.paths))
    for (const operation of [path.get, path.post, path.delete]) if (operation !== undefined) operation.responses = { ...operation.responses, default: REFUSED };
  const all = { ...named, ...document.components?.schemas } as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))) } };
}

const REFUSED = { description: 'Refused; `code` says why.', content: { 'application/problem+json': { schema: refTo(nameOf(problemDetailsSchema)) } } };
