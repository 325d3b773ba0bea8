import type { NextFunction, Request, Response } from 'express';

/** Answers depend on who asks: nobody may share them, and everybody asks again with the ETag they have. */
export function privateAnswers(request: Request, response: Response, next: NextFunction): void {
  if (request.path.startsWith('/api/')) {
    response.setHeader('Cache-Control', 'private, no-cache');
    response.setHeader('Vary', 'Authorization');
    // Browsers' fetch adds `no-cache` to every If-None-Match. It speaks to caches on the way; the origin compares ETags all the same.
    delete request.headers['cache-control'];
  }
  next();
}
