import { hostname } from 'node:os';
import { type Config, environmentFormat } from './config.js';

/** The environment does not say what a process needs; all of it at once. */
export class ConfigError extends Error {
  readonly code = 'bad-configuration';
  readonly retryable = false;

  constructor(readonly problems: readonly string[]) {
    super(`the environment cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** The only reader of the environment. An empty variable counts as absent. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentFormat.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const read = parsed.data;
  return Object.freeze({
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL ?? null,
    port: read.PORT,
    host: read.HOST,
    logLevel: read.LOG_LEVEL,
    webDir: read.REGATTA_WEB_DIR ?? null,
    scenariosDir: read.REGATTA_SCENARIOS_DIR,
    judgeName: read.REGATTA_JUDGE_NAME ?? `${hostname()}-${process.pid}`,
    bootstrapTokens: Object.freeze(read.REGATTA_BOOTSTRAP_TOKENS),
    demo: read.REGATTA_DEMO === '1',
    live: read.REGATTA_LIVE === 'auto',
    nodeImage: read.REGATTA_NODE_IMAGE,
    liveReplications: read.REGATTA_LIVE_REPLICATIONS,
    leaseMs: read.REGATTA_LEASE_MS,
    replayTimeoutMs: read.REGATTA_REPLAY_TIMEOUT_MS,
  });
}
