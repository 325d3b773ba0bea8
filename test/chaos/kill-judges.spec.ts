import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson, sha256Hex } from '#core/digest';
import { parseScenario } from '#core/scenario';
import { openArtifacts } from '#io/artifacts';
import { openQueue } from '#io/queue';
import { type ContestRow, openStore, type Store } from '#io/store';
import { createLogger } from '#io/telemetry';
import { EmbeddedPostgres } from '../../tools/launcher/embedded-postgres.js';
import { dropQueueTables } from '../contract/drop-queue-tables.js';
import { crashDatabase } from './crash-database.js';
import { JudgingFleet } from './judging-fleet.js';
import { entryFiles, SMALL_SCENARIO } from './small-scenario.js';

const ROOT = resolve(__dirname, '..', '..');
const SUBMISSIONS = 200;
const TEAMS = 20;
const MINUTES = 60_000;
const logger = createLogger('test', 'silent');

/** What happens, in this order, while runs are judged. */
const DISASTERS = [
  'judge-1',
  'scorer-1',
  'database',
  'judge-2',
  'wipe',
  'judge-1 stop',
  'scorer-1',
  'judge-2',
  'database',
  'drop',
  'judge-1',
  'scorer-1 stop',
] as const;

const built = existsSync(join(ROOT, 'dist', 'apps', 'judge', 'main.js'));

(built ? describe : describe.skip)('judging while processes die and the database crashes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-chaos-'));
  const postgres = new EmbeddedPostgres(ROOT, join(folder, 'postgres'), { durable: true });
  let url: string;
  let store: Store;
  let fleet: JudgingFleet;
  let contest: ContestRow;

  beforeAll(async () => {
    await postgres.start();
    await postgres.createDatabase('regatta');
    url = postgres.url('regatta');
    store = await openStore({ databaseUrl: url }, logger);
    fleet = new JudgingFleet(ROOT, folder, { DATABASE_URL: url, REDIS_URL: '', REGATTA_LEASE_MS: '3000', LOG_LEVEL: 'info' });
    contest = await openContest(store);
    for (let n = 0; n < SUBMISSIONS; n++) await handIn(store, contest, n);
  }, 2 * MINUTES);

  afterAll(async () => {
    await fleet?.stop();
    await store?.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }, MINUTES);

  it(
    'brings every run to an end',
    async () => {
      for (const name of ['judge-1', 'judge-2', 'scorer-1']) await fleet.start(name);
      for (const disaster of DISASTERS) {
        await sleep(700);
        await strike(disaster);
      }
      while ((await open()) > 0) await sleep(200);
      const states = await rows(`SELECT state, count(*)::int AS n FROM run GROUP BY state ORDER BY state`);
      expect(states).toEqual([{ state: 'scored', n: SUBMISSIONS }]);
    },
    4 * MINUTES,
  );

  it('needs nobody to restart a process because the database crashed', () => {
    expect(fleet.unexpected).toEqual([]);
  });

  it('scores every run once', async () => {
    const counts = await rows('SELECT count(*)::int AS rows, count(DISTINCT run_id)::int AS runs, count(score)::int AS scores FROM score_log');
    expect(counts).toEqual([{ rows: SUBMISSIONS, runs: SUBMISSIONS, scores: SUBMISSIONS }]);
  });

  it('gave every run a record that is there, equal for equal entries', async () => {
    expect(await rows('SELECT 1 FROM run LEFT JOIN artifact ON digest = record_digest WHERE digest IS NULL')).toEqual([]);
    const digests = await rows(
      'SELECT count(DISTINCT record_digest)::int AS records, count(DISTINCT entry_digest)::int AS entries FROM run JOIN submission ON submission.id = submission_id',
    );
    expect(digests).toEqual([{ records: 4, entries: 4 }]);
  });

  it(
    'shows a leaderboard that is equal to its rebuild from the log',
    async () => {
      while ((await store.standings.stale()).length > 0) await sleep(50);
      const before = await store.standings.read(contest.id, 'full');
      expect(before?.standings).toHaveLength(TEAMS);
      await store.sql.query('DELETE FROM leaderboard', []);
      const rebuild = spawnSync('node', [join(ROOT, 'dist', 'apps', 'scorer', 'main.js'), '--rebuild'], {
        env: { ...process.env, DATABASE_URL: url },
        encoding: 'utf8',
      });
      expect(rebuild.status).toBe(0);
      expect(await store.standings.read(contest.id, 'full')).toEqual({ ...before, generatedAt: expect.any(Date) });
    },
    MINUTES,
  );

  const rows = (text: string) => store.sql.query(text, []);
  const open = async () => Number((await rows(`SELECT count(*) AS n FROM run WHERE state NOT IN ('scored', 'failed', 'cancelled')`))[0]?.['n']);

  async function strike(disaster: (typeof DISASTERS)[number]): Promise<void> {
    if (disaster === 'database') return crashDatabase(url);
    if (disaster === 'drop') return dropQueueTables(rows);
    if (disaster === 'wipe') return wipeQueue(url);
    const [name, gently] = disaster.split(' ');
    await (gently === undefined ? fleet.killAndReplace(name as string) : fleet.stopAndReplace(name as string));
  }
});

async function wipeQueue(databaseUrl: string): Promise<void> {
  const queue = await openQueue({ databaseUrl, redisUrl: null }, logger);
  await queue.wipe();
  await queue.close();
}

async function openContest(store: Store): Promise<ContestRow> {
  const parsed = parseScenario(SMALL_SCENARIO, 'small.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { id, digest, title, family, summary, visibility, text, seeds } = parsed.value;
  await store.scenarios.publish({ id, digest, title, family, summary, visibility, text });
  const rules = { opensAt: null, freezesAt: null, closesAt: null, divisions: ['kubernetes'], submissionsPerDay: null, openRuns: true };
  const contest = await store.contests.create({ slug: 'chaos', title: 'Chaos', description: '', ...rules, scenarios: [{ digest, weight: 1, seeds }] });
  if (contest === null) throw new Error('the slug is taken');
  return contest;
}

async function handIn(store: Store, contest: ContestRow, n: number): Promise<void> {
  const files = entryFiles(1 + (n % 4));
  const entryDigest = sha256Hex(canonicalJson(files));
  await openArtifacts(store.sql).put(entryDigest, 'application/json', Buffer.from(JSON.stringify(files)));
  const team = await store.teams.ensure(`team ${n % TEAMS}`);
  const answer = await store.submissions.accept({
    contestId: contest.id,
    teamId: team.id,
    entryDigest,
    division: 'kubernetes',
    warnings: [],
    idempotencyKey: null,
    reference: false,
  });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
}
