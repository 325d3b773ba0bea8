import { readConfig } from '#io/config';
import { openQueue, startDispatcher, startSweeper } from '#io/queue';
import { openStore } from '#io/store';
import { createLogger } from '#io/telemetry';
import { rankContest } from './rank-contest.js';
import { rebuildAll } from './rebuild-all.js';
import { ScenarioRules } from './scenario-rules.js';
import { scoreRecordedRun } from './score-recorded-run.js';

const SCORED_AT_ONCE = 4;

/** Scores recorded runs and keeps the boards. `--rebuild` derives all boards from the log and ends. */
async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger('scorer', config.logLevel);
  const store = await openStore(config, logger);
  if (process.argv.includes('--rebuild')) {
    const equal = await rebuildAll(store, logger);
    await store.close();
    logger.info({ equal }, 'all boards rebuilt');
    return;
  }
  const queue = await openQueue(config, logger);
  const scorer = { store, rules: new ScenarioRules(store), logger };
  const workers = [
    await queue.work('score', SCORED_AT_ONCE, (runId) => scoreRecordedRun(scorer, runId)),
    await queue.work('rank', 1, (contestId) => rankContest(scorer, contestId)),
  ];
  const dispatcher = await startDispatcher(store.outbox, queue, logger);
  const sweeper = startSweeper(store, queue, logger);

  const stop = async () => {
    await Promise.all([...workers.map((worker) => worker.close()), dispatcher.stop(), sweeper.stop()]);
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
