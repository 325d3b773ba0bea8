import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** One JSON object a line on standard output; what could be a secret is cut out. */
export function createLogger(process: string, level: string): Logger {
  return pino({
    name: process,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['token', '*.token', 'authorization', '*.authorization', 'req.headers.authorization', 'databaseUrl', 'redisUrl'], censor: '[cut]' },
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
  });
}
