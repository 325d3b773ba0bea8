import { openStore, type Store } from '#io/store';
import { createLogger } from '#io/telemetry';
import { createOwnDatabase, describeWith, type OwnDatabase, SERVER } from './own-database.js';

jest.setTimeout(60_000);

describeWith(SERVER)('judges that say what they can', () => {
  let database: OwnDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await createOwnDatabase();
    store = await openStore({ databaseUrl: database.url }, createLogger('test', 'silent'));
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  beforeEach(() => store.sql.query('DELETE FROM judge', []));

  it('must be there at all', async () => {
    expect(await store.judges.whyNoPlugins()).toBe('no judge is running');
  });

  it('refuse plugins with their reason when none of them runs any', async () => {
    await store.judges.report('a', 'no container engine answers');
    expect(await store.judges.whyNoPlugins()).toBe('no container engine answers');
  });

  it('take plugins as soon as one of them can, or can again', async () => {
    await store.judges.report('a', 'no container engine answers');
    await store.judges.report('b', null);
    expect(await store.judges.whyNoPlugins()).toBeNull();
    await store.judges.report('b', 'the disk is full');
    expect(await store.judges.whyNoPlugins()).not.toBeNull();
  });

  it('are forgotten when they have been silent for long', async () => {
    await store.judges.report('a', null);
    await store.sql.query(`UPDATE judge SET seen_at = now() - interval '10 minutes'`, []);
    expect(await store.judges.whyNoPlugins()).toBe('no judge is running');
  });
});
