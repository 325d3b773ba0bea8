import { type JudgeAbilities, openStore, type Store } from '#io/store';
import { createLogger } from '#io/telemetry';
import { createOwnDatabase, describeWith, type OwnDatabase, SERVER } from './own-database.js';

jest.setTimeout(60_000);

const able = (more: Partial<JudgeAbilities> = {}): JudgeAbilities => ({ noPlugins: null, noLive: null, host: null, ...more });

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
    await store.judges.report('a', able({ noPlugins: 'no container engine answers' }));
    expect(await store.judges.whyNoPlugins()).toBe('no container engine answers');
  });

  it('take plugins as soon as one of them can, or can again', async () => {
    await store.judges.report('a', able({ noPlugins: 'no container engine answers' }));
    await store.judges.report('b', able());
    expect(await store.judges.whyNoPlugins()).toBeNull();
    await store.judges.report('b', able({ noPlugins: 'the disk is full' }));
    expect(await store.judges.whyNoPlugins()).not.toBeNull();
  });

  it('are forgotten when they have been silent for long', async () => {
    await store.judges.report('a', able());
    await store.sql.query(`UPDATE judge SET seen_at = now() - interval '10 minutes'`, []);
    expect(await store.judges.whyNoPlugins()).toBe('no judge is running');
  });

  it.each([
    ['nobody is there', [], false, 'no judge is running'],
    ['none of them has an engine', [{ noLive: 'no engine answers' }, { noLive: 'switched off' }], false, 'no engine answers'],
    ['one of them does', [{ noLive: 'no engine answers' }, {}], false, null],
    ['the entry is a plugin and plugins run somewhere else', [{ noLive: 'no engine answers' }, { noPlugins: 'no sandbox' }], true, 'no engine answers'],
    ['the entry is a plugin and one of them runs both', [{ noPlugins: 'no sandbox' }, {}], true, null],
  ])('say whether a live run has a taker: %s', async (_, judges: readonly Partial<JudgeAbilities>[], plugin, why) => {
    for (const [index, abilities] of judges.entries()) await store.judges.report(`judge-${index}`, able(abilities));
    expect(await store.judges.whyNoLive(plugin)).toBe(why);
  });

  it('publish what their hosts can do', async () => {
    const host = { engine: 'Docker', cpus: 2, memoryBytes: 1, drivers: [{ driver: 'light', refusal: null }], network: { netem: false } };
    await store.judges.report('a', able({ host }));
    expect(await store.judges.list()).toMatchObject([{ name: 'a', host }]);
  });
});
