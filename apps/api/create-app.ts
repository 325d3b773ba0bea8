import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, type Request, type Response } from 'express';
import { AppModule } from './app.module.js';
import { describedRequests, refuseNul } from './http/described-requests.js';
import { NestLogs } from './http/nest-logs.js';
import { servePages } from './http/pages.js';
import { privateAnswers } from './http/private-answers.js';
import { securityHeaders } from './http/security-headers.js';
import { RequestMetrics } from './metrics/request-metrics.js';
import { openApiDocument } from './openapi-document.js';
import type { ApiParts } from './parts.js';

const MAX_JSON = '256kb';
/** A scenario may have a trace inside. */
const MAX_SCENARIO = '5mb';
/** Longest that a whole request may take to arrive: 8 MiB over a slow line fit. */
const REQUEST_TIMEOUT_MS = 120_000;

/** The API with its edge: order matters, for each layer protects the ones after it. */
export async function createApp(parts: ApiParts, webDir: string | null): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(parts), { logger: new NestLogs(parts.logger), bodyParser: false });
  app.disable('x-powered-by');
  app.set('etag', 'strong');
  app.set('query parser', 'simple');
  app.use(app.get(RequestMetrics).observe);
  app.use(securityHeaders());
  app.use(privateAnswers);
  const description = openApiDocument(app);
  app.use(describedRequests(description));
  app.use('/api/v1/scenarios', json({ limit: MAX_SCENARIO }));
  app.useBodyParser('json', { limit: MAX_JSON });
  app.use(refuseNul);
  const text = JSON.stringify(description);
  app.use('/api/openapi.json', (_: Request, response: Response) => void response.type('application/json').send(text));
  if (webDir !== null) servePages(app, webDir);
  app.getHttpServer().requestTimeout = REQUEST_TIMEOUT_MS;
  return app;
}
