import 'reflect-metadata';
import { readConfig } from '#io/config';
import { createLogger } from '#io/telemetry';
import { startApi } from './start/start-api.js';

async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger('api', config.logLevel);
  const api = await startApi(config, logger);
  let closing = false;
  const close = (signal: NodeJS.Signals) => {
    if (closing) return;
    closing = true;
    logger.info({ signal }, 'closing');
    api.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not close cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  logger.info({ url: api.url }, 'ready');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
