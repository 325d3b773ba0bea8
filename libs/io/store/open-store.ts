import 'reflect-metadata';
import type { Config } from '#io/config';
import type { Logger } from '#io/telemetry';
import { DataSource } from 'typeorm';
import { ContestService } from './contest-service.js';
import { ENTITIES } from './entities/all-entities.js';
import { ExtraSeedService } from './extra-seed-service.js';
import { FeedService } from './feed-service.js';
import { JudgeService } from './judge-service.js';
import { migrate } from './migrate.js';
import { FirstTables1700000000000 } from './migrations/1700000000000-first-tables.js';
import { Judges1700000000001 } from './migrations/1700000000001-judges.js';
import { LiveRuns1700000001000 } from './migrations/1700000001000-live-runs.js';
import { JudgeAbilities1700000002000 } from './migrations/1700000002000-judge-abilities.js';
import { ExtraSeeds1795662900000 } from './migrations/1795662900000-extra-seeds.js';
import { PluginRuns1795664000000 } from './migrations/1795664000000-plugin-runs.js';
import { HiddenScenarios1795665000000 } from './migrations/1795665000000-hidden-scenarios.js';
import { Notifications } from './notifications.js';
import { OutboxService } from './outbox-service.js';
import { RunService } from './run-service.js';
import { ScenarioService } from './scenario-service.js';
import { ScoreService } from './score-service.js';
import { StandingService } from './standing-service.js';
import type { Store } from './store-ports.js';
import { SubmissionService } from './submission-service.js';
import { TeamService } from './team-service.js';
import { TokenService } from './token-service.js';

const POOL_SIZE = 10;

/** Connects, brings the schema up to date under an advisory lock, and hands out the store. */
export async function openStore(config: Pick<Config, 'databaseUrl'>, logger: Logger): Promise<Store> {
  const database = new DataSource({
    type: 'postgres',
    url: config.databaseUrl,
    entities: ENTITIES,
    migrations: [
      FirstTables1700000000000,
      Judges1700000000001,
      LiveRuns1700000001000,
      JudgeAbilities1700000002000,
      ExtraSeeds1795662900000,
      PluginRuns1795664000000,
      HiddenScenarios1795665000000,
    ],
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    poolSize: POOL_SIZE,
    // An idle connection that breaks is no reason to die: the next query opens another.
    poolErrorHandler: (error: unknown) => logger.warn({ err: error }, 'lost an idle database connection'),
    extra: { connectionString: config.databaseUrl, keepAlive: true },
  });
  await database.initialize();
  try {
    await migrate(database);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  const notifications = new Notifications(config.databaseUrl, logger);
  const sql = { query: (text: string, parameters: readonly unknown[]) => database.query(text, [...parameters]) };
  return {
    teams: new TeamService(database),
    tokens: new TokenService(database),
    contests: new ContestService(database),
    scenarios: new ScenarioService(database),
    submissions: new SubmissionService(database),
    runs: new RunService(database),
    judges: new JudgeService(database),
    scores: new ScoreService(database),
    extraSeeds: new ExtraSeedService(database),
    standings: new StandingService(database),
    feed: new FeedService(database, notifications),
    outbox: new OutboxService(database, notifications),
    sql,
    ping: async () => void (await database.query('SELECT 1')),
    close: async () => {
      await notifications.close();
      await database.destroy();
    },
  };
}
