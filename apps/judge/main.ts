import { join } from 'node:path';
import { openArtifacts } from '#io/artifacts';
import { type Config, readConfig } from '#io/config';
import { type JobQueue, openQueue, startDispatcher, startSweeper } from '#io/queue';
import { openStore } from '#io/store';
import { createLogger, type Logger } from '#io/telemetry';
import { Contestants } from './contestants.js';
import { type Judge, judgeRun } from './judge-run.js';
import { LiveHost } from './live-host.js';
import { oneAtATime } from './one-at-a-time.js';
import { PluginWork } from './plugin-work.js';
import { type Presence, reportPresence } from './report-presence.js';
import { ReplayThreadKeeper } from './replay-thread-keeper.js';

/** A replay of 5,000 nodes and 100,000 pods fits into this. */
const REPLAY_MEMORY_MB = 896;

/** A live run begins the process of a plugin itself, once for each of its replays; a second time would prove nothing. */
const NO_CONTESTANTS = { prepare: () => Promise.resolve(null) };

/** One judge: takes one run at a time. As many as wanted, on as many machines. */
async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger('judge', config.logLevel).child({ judge: config.judgeName });
  const store = await openStore(config, logger);
  const queue = await openQueue(config, logger);
  const stopping = new AbortController();
  const thread = new ReplayThreadKeeper({ program: join(__dirname, 'replay-thread.js'), timeoutMs: config.replayTimeoutMs, memoryMb: REPLAY_MEMORY_MB });
  const contestants = new Contestants(config.judgeName, logger, () => presence.again());
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
  const alone = oneAtATime();
  const plugins = new PluginWork(queue, (runId) => alone(() => judgeRun(judge, runId)), logger);
  const presence: Presence = reportPresence(store.judges, config.judgeName, contestants, logger, (noPlugins) => plugins.known(noPlugins));
  const worker = await queue.work('judge', 1, (runId) => alone(() => judgeRun(judge, runId)));
  const dispatcher = await startDispatcher(store.outbox, queue, logger);
  const sweeper = startSweeper(store, queue, logger);

  let live: Promise<LiveWork | null> = Promise.resolve(null);
  const stop = async () => {
    stopping.abort();
    presence.stop();
    await Promise.all([worker.close(), plugins.stop(), live.then((work) => work?.stop()), dispatcher.stop(), sweeper.stop()]);
    await thread.close();
    await contestants.close();
    await queue.close();
    await store.close();
    logger.info('stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop().then(() => process.exit(0)));
  logger.info('ready');
  // Looking at the host takes seconds, and simulated runs need not wait for it.
  live = takeLiveRuns({ config, judge, alone, queue, presence, contestants, logger }).catch((error: unknown) => {
    logger.error({ err: error }, 'takes no live runs');
    presence.live({ noLive: (error as Error).message, host: null });
    return null;
  });
}

interface LiveWork {
  stop(): Promise<void>;
}

const SWEEP_MS = 60_000;

interface LiveParts {
  readonly config: Config;
  readonly judge: Judge;
  readonly alone: ReturnType<typeof oneAtATime>;
  readonly queue: JobQueue;
  readonly presence: Presence;
  readonly contestants: Contestants;
  readonly logger: Logger;
}

/** Runs on real containers, where this host has an engine for them; the platform is told either way. */
async function takeLiveRuns({ config, judge, alone, queue, presence, contestants, logger }: LiveParts): Promise<LiveWork | null> {
  const rules = { replications: config.liveReplications, nodeImage: config.nodeImage, baselines: 'examples/live/baseline' };
  const host = config.live ? await LiveHost.open(rules, contestants, logger) : 'live runs are switched off on this judge (REGATTA_LIVE=0)';
  if (judge.stopping.aborted) return null;
  if (typeof host === 'string') {
    logger.warn({ reason: host }, 'takes no live runs');
    presence.live({ noLive: host, host: null });
    return null;
  }
  const timer = setInterval(() => void host.sweep(), SWEEP_MS);
  const worker = await queue.work('judge-live', 1, (runId) => alone(() => judgeRun({ ...judge, contestants: NO_CONTESTANTS, replay: host.replay }, runId)));
  presence.live({ noLive: null, host: host.published });
  logger.info({ drivers: host.published.drivers }, 'takes live runs');
  return {
    stop: async () => {
      clearInterval(timer);
      await worker.close();
    },
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
