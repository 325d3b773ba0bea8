import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

/** Addresses that belong to the API and never fall back to the pages. */
const OURS = /^\/(api|healthz|readyz|metrics)(\/|$)/;
/** Vite puts a digest of the content into these names. */
const HASHED = /-[\w-]{8,}\.\w+$/;

/** Serves the built pages at `/`: hashed assets for ever, `index.html` always asked for, and for every address the pages route themselves. */
export function servePages(app: NestExpressApplication, folder: string): void {
  const root = resolve(folder);
  const index = join(root, 'index.html');
  app.useStaticAssets(root, {
    index: 'index.html',
    redirect: false,
    setHeaders: (response, path) => {
      response.setHeader('Cache-Control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    const wantsPage = (request.method === 'GET' || request.method === 'HEAD') && !OURS.test(request.path) && request.accepts(['html', 'json']) === 'html';
    if (!wantsPage || /\.\w+$/.test(request.path) || !existsSync(index)) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(index);
  });
}
