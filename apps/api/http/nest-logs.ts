import type { LoggerService } from '@nestjs/common';
import type { Logger } from '#io/telemetry';

/** What Nest says goes into the log of the process; its tour of all routes at every start only when debugging. */
export class NestLogs implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...more: readonly unknown[]): void {
    this.logger.debug({ context: more.at(-1) }, String(message));
  }

  warn(message: unknown, ...more: readonly unknown[]): void {
    this.logger.warn({ context: more.at(-1) }, String(message));
  }

  error(message: unknown, ...more: readonly unknown[]): void {
    this.logger.error({ context: more.at(-1) }, String(message));
  }
}
