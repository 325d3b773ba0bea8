import type { Params } from 'nestjs-pino';
import type { Request } from 'express';
import type { Logger } from '#io/telemetry';

/** JSON lines; no token, no cookie and no upload ever gets into them. */
export const loggingOptions = (logger: Logger): Params => ({
  pinoHttp: {
    logger,
    redact: { paths: ['req.headers.authorization', 'req.headers.cookie', 'req.headers["idempotency-key"]', 'res.headers["set-cookie"]'], censor: '[redacted]' },
    // What probes and scrapers do every second is not worth a line.
    autoLogging: { ignore: (request) => /^\/(healthz|readyz|metrics)\b/.test(request.url ?? '') },
    customLogLevel: (_request, response, error) =>
      error !== undefined || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'info' : 'debug',
    customProps: (request) => {
      const { caller } = request as Request & { caller?: { tokenId: string | null } };
      return { tokenId: caller?.tokenId ?? null };
    },
  },
  // Nest's default of every path in the syntax of path-to-regexp 8.
  forRoutes: ['{*path}'],
});
