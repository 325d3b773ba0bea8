import { join } from 'node:path';
import { openArtifacts } from '#io/artifacts';
import { readConfig } from '#io/config';
import { openQueue, startDispatcher, startSweeper } from '#io/queue';
import { openStore } from '#io/store';
import { createLogger } from '#io/telemetry';
import { Contestants } from './contestants.js';
import { judgeRun } from './judge-run.js';
import { reportPresence } from './report-presence.js';
import { ReplayThreadKeeper } from './replay-thread-keeper.js';

/** A replay of 5,000 nodes and 100,000 pods fits into this. */
const REPLAY_MEMORY_MB = 1024;

/** One judge: takes one run at a time. As many as wanted, on as many machines. */
async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger('judge', config.logLevel).child({ judge: config.judgeName });
  const store = await openStore(config, logger);
  const queue = await openQueue(config, logger);
  const stopping = new AbortController();
  const thread = new ReplayThreadKeeper({ program: join(__dirname, 'replay-thread.js'), timeoutMs: config.replayTimeoutMs, memoryMb: REPLAY_MEMORY_MB });
  const contestants = new Contestants(config.judgeName, logger);
  const judge = {
    name: config.judgeName,
    store,
    artifacts: openArtifacts(store.sql),
    contestants,
    replay: thread.replay,
    leaseMs: config.leaseMs,
    logger,
    stopping: stopping.signal,
  };
  const presence = reportPresence(store.judges, config.judgeName, contestants, logger);
  const worker = await queue.work('judge', 1, (runId) => judgeRun(judge, runId));
  const dispatcher = await startDispatcher(store.outbox, queue, logger);
  const sweeper = startSweeper(store, queue, logger);

  const stop = async () => {
    stopping.abort();
    presence.stop();
    await Promise.all([worker.close(), dispatcher.stop(), sweeper.stop()]);
    await thread.close();
    await contestants.close();
    await queue.close();
    await store.close();
    logger.info('stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop().then(() => process.exit(0)));
  logger.info('ready');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
