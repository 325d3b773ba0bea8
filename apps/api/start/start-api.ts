import { createHash } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { openArtifacts } from '#io/artifacts';
import type { Config } from '#io/config';
import { openStore } from '#io/store';
import type { Logger } from '#io/telemetry';
import { createApp } from '../create-app.js';
import { QueueProbe } from '../health/queue-probe.js';
import { RATE_LIMITS, type RateLimits } from '../http/limits.js';
import { EntryIntake } from '../submissions/entry-intake.js';
import { bootstrapTokens } from './bootstrap-tokens.js';
import { openDemo, openDemoPlugin } from './open-demo.js';
import { publishScenarios } from './publish-scenarios.js';

const GRACE_MS = 3_000;

export interface RunningApi {
  readonly app: NestExpressApplication;
  /** Where it listens. */
  readonly url: string;
  close(): Promise<void>;
}

/** The same for every api of one database, and after a restart: an embedded server's socket is somewhere else each time, so the query does not count. */
const cursorSecret = (databaseUrl: string): string =>
  createHash('sha256')
    .update(`cursors of ${databaseUrl.replace(/\?.*$/s, '')}`)
    .digest('hex');

/** Everything from an empty database to a listening server; what was opened is closed again when a step fails. */
export async function startApi(config: Config, logger: Logger, limits: RateLimits = RATE_LIMITS): Promise<RunningApi> {
  const store = await openStore(config, logger);
  const queue = new QueueProbe(config, logger);
  try {
    const artifacts = openArtifacts(store.sql);
    const secret = cursorSecret(config.databaseUrl);
    const reliesOn = { database: () => store.ping(), queue: () => queue.ask() };
    const app = await createApp({ store, artifacts, secret, reliesOn, logger, limits }, config.webDir);
    await publishScenarios(config.scenariosDir, store.scenarios, logger);
    await bootstrapTokens(config.bootstrapTokens, store);
    await app.listen(config.port, config.host);
    const closing = new AbortController();
    const demo = { store, intake: app.get(EntryIntake), logger };
    const contest = config.demo ? await openDemo(demo) : null;
    // Judges say what they can when they have looked; nothing else waits for that.
    const plugin = contest === null ? undefined : openDemoPlugin(demo, contest, closing.signal).catch((error: unknown) => told(error, closing, logger));
    const url = await app.getUrl();
    return {
      app,
      url,
      async close() {
        closing.abort();
        await plugin;
        // Requests that are being answered get a moment; an upload that trickles does not hold the platform.
        const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), GRACE_MS);
        await app.close();
        clearTimeout(cut);
        await queue.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function told(error: unknown, closing: AbortController, logger: Logger): void {
  if (!closing.signal.aborted) logger.error({ err: error }, 'the demo contest has no plugin');
}
