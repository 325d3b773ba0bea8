import { NestFactory } from '@nestjs/core';
import { createLogger } from '#io/telemetry';
import { AppModule } from './app.module.js';
import { RATE_LIMITS } from './http/limits.js';
import { openApiDocument } from './openapi-document.js';
import type { ApiParts } from './parts.js';

/** In preview nothing is made and nothing is called, so nothing needs to be there. */
const ABSENT = {} as Pick<ApiParts, 'store' | 'artifacts'> as never;

/** The description as a file: of the modules as they are, without starting any of them. */
export async function describeApi(): Promise<string> {
  const parts: ApiParts = { store: ABSENT, artifacts: ABSENT, secret: '', reliesOn: {}, logger: createLogger('api', 'silent'), limits: RATE_LIMITS };
  const app = await NestFactory.create(AppModule.of(parts), { preview: true, logger: false, abortOnError: false });
  const text = `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
  await app.close();
  return text;
}
