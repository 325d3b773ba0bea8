import { setTimeout as sleep } from 'node:timers/promises';
import { openArtifacts } from '#io/artifacts';
import { openQueue, type JobQueue, startDispatcher, startSweeper } from '#io/queue';
import { openStore, type RunRow, type Store } from '#io/store';
import { createLogger } from '#io/telemetry';
import { type Judge, judgeRun } from '../../apps/judge/judge-run.js';
import { PluginWork } from '../../apps/judge/plugin-work.js';
import { ReplayFault } from '../../apps/judge/replay-port.js';
import { aContest } from './a-contest.js';
import { createOwnDatabase, describeWith, type OwnDatabase, SERVER } from './own-database.js';

// Nothing here is about speed: a busy machine must not fail it.
jest.setTimeout(60_000);

const PLUGIN = { entryDigest: 'f'.repeat(64), division: 'scheduler' };

describeWith(SERVER)('runs of plugins', () => {
  let database: OwnDatabase;
  let store: Store;
  let queue: JobQueue;
  const logger = createLogger('test', 'silent');

  beforeAll(async () => {
    database = await createOwnDatabase();
    store = await openStore({ databaseUrl: database.url }, logger);
    queue = await openQueue({ databaseUrl: database.url, redisUrl: null }, logger);
  });
  afterAll(async () => {
    await queue?.close();
    await store?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    await queue.wipe();
    await store.sql.query('DELETE FROM judge', []);
    await store.sql.query(`UPDATE run SET state = 'cancelled', lease_token = NULL, lease_expires_at = NULL WHERE state IN ('queued', 'leased')`, []);
    await store.sql.query('DELETE FROM outbox', []);
  });

  const aPluginRun = async (): Promise<RunRow> => (await (await aContest(store)).submit(PLUGIN)).runs[0] as RunRow;
  const topicsOf = async (id: string) => (await database.query(`SELECT topic FROM outbox WHERE subject = '${id}' ORDER BY id`)).map((row) => row['topic']);
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) await sleep(10);
  };

  it.each([
    ['kubernetes', 'simulated', 'judge'],
    ['scheduler', 'simulated', 'judge-plugin'],
    ['kubernetes', 'live', 'judge-live'],
    ['scheduler', 'live', 'judge-live'],
  ] as const)('%s on a %s scenario is told to %s', async (division, world, topic) => {
    const { contest, submit } = await aContest(store);
    await database.query(`UPDATE scenario SET world = '${world}' WHERE digest = '${contest.scenarios[0]?.digest}'`);
    const entryDigest = division === 'scheduler' ? PLUGIN.entryDigest : 'e'.repeat(64);
    const [run] = (await submit({ division, entryDigest })).runs;
    expect(await topicsOf(run?.id ?? '')).toEqual([topic]);
  });

  it('come back to their own topic, from a judge that gives up and from a queue that was lost', async () => {
    const run = await aPluginRun();
    const lease = await store.runs.lease(run.id, 'j', 60_000);
    await store.runs.release(run.id, lease?.token ?? '', { cause: 'because', free: false });
    expect(await topicsOf(run.id)).toEqual(['judge-plugin', 'judge-plugin']);
    const sweeper = startSweeper(store, queue, logger, { everyMs: 10, forgottenMs: 0 });
    await until(async () => (await queue.count('judge-plugin')) >= 2);
    await sweeper.stop();
    expect(await queue.count('judge')).toBe(0);
  });

  it('are left in the queue by a judge without sandboxes, and taken as soon as it has some', async () => {
    const { id } = await aPluginRun();
    const dispatcher = await startDispatcher(store.outbox, queue, logger);
    const taken: string[] = [];
    const work = new PluginWork(queue, async (runId) => void taken.push(runId), logger);
    const others = await queue.work('judge', 1, async (runId) => void taken.push(runId));
    work.known('no container engine answers');
    await until(async () => (await queue.count('judge-plugin')) === 2);
    expect(taken).toEqual([]);
    expect(await store.runs.find(id)).toMatchObject({ state: 'queued', attempt: 0 });
    work.known(null);
    await until(async () => taken.includes(id));
    await Promise.all([work.stop(), others.close(), dispatcher.stop()]);
  });

  it('say why nobody takes them while nobody can, and no longer when somebody can', async () => {
    const run = await aPluginRun();
    const other = await (await aContest(store)).run();
    const abilities = { noLive: null, host: null };
    await store.judges.report('a', { noPlugins: 'no container engine answers', ...abilities });
    const sweeper = startSweeper(store, queue, logger, { everyMs: 10, forgottenMs: 60_000 });
    const causeOf = async (id: string) => (await store.runs.find(id))?.cause;
    await until(async () => (await causeOf(run.id)) === 'waits for a judge that can run plugins: no container engine answers');
    expect(await causeOf(other.id)).toBeNull();
    await store.judges.report('a', { noPlugins: null, ...abilities });
    await until(async () => (await causeOf(run.id)) === null);
    await sweeper.stop();
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'queued' });
  });

  it.each([
    ['no-sandbox', 3],
    ['replay-crashed', 2],
  ] as const)('given back because of %s have %i attempts left', async (code, left) => {
    const run = await aPluginRun();
    await openArtifacts(store.sql).put(PLUGIN.entryDigest, 'application/json', Buffer.from('[]'));
    const judge: Judge = {
      name: 'j',
      store,
      artifacts: openArtifacts(store.sql),
      contestants: { prepare: () => Promise.reject(new ReplayFault(code, 'because')) },
      replay: () => Promise.reject(new Error('is not reached')),
      leaseMs: 60_000,
      logger,
      stopping: new AbortController().signal,
    };
    await judgeRun(judge, run.id);
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'queued', cause: 'because' });
    expect(await database.query(`SELECT attempts_left FROM run WHERE id = '${run.id}'`)).toEqual([{ attempts_left: left }]);
  });
});
