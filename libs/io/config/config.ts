import { z } from 'zod';

const role = z.enum(['viewer', 'contestant', 'organizer', 'admin']);
const bootstrapToken = z.strictObject({ token: z.string().min(16), role, team: z.string().min(1) });
export type BootstrapToken = Readonly<z.infer<typeof bootstrapToken>>;

/** Everything that the environment may say, with what holds when it says nothing. */
export const environmentFormat = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must be a redis:// URL')
    .optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  REGATTA_WEB_DIR: z.string().optional(),
  REGATTA_SCENARIOS_DIR: z.string().default('./scenarios'),
  REGATTA_JUDGE_NAME: z.string().min(1).max(100).optional(),
  REGATTA_BOOTSTRAP_TOKENS: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.array(bootstrapToken))
    .default([]),
  /** `1`: the api opens a demo contest with the reference entries. */
  REGATTA_DEMO: z.enum(['0', '1']).default('0'),
  /** How long a judge may be silent before its run is given to another. */
  REGATTA_LEASE_MS: z.coerce.number().int().min(200).max(3_600_000).default(15_000),
  /** `0`: this judge takes no runs on real containers, whatever its host can do. */
  REGATTA_LIVE: z.enum(['0', 'auto']).default('auto'),
  /** Image of the nodes of real Kubernetes clusters; without it whichever the engine holds. */
  REGATTA_NODE_IMAGE: z.string().min(1).optional(),
  /** Pairs of entry and baseline that a live run is the median of. */
  REGATTA_LIVE_REPLICATIONS: z.coerce.number().int().min(1).max(99).default(3),
  /** Wall time of one replay, after which its thread is ended. */
  REGATTA_REPLAY_TIMEOUT_MS: z.coerce.number().int().min(100).max(3_600_000).default(300_000),
});

export interface Config {
  readonly databaseUrl: string;
  /** Null: the queue lives in PostgreSQL. */
  readonly redisUrl: string | null;
  readonly port: number;
  readonly host: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly webDir: string | null;
  readonly scenariosDir: string;
  readonly judgeName: string;
  readonly bootstrapTokens: readonly BootstrapToken[];
  readonly demo: boolean;
  readonly live: boolean;
  readonly liveReplications: number;
  readonly nodeImage: string | undefined;
  readonly leaseMs: number;
  readonly replayTimeoutMs: number;
}
