import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { RunMetrics } from '#core/run';
import { LABEL } from '#io/live';
import type { Platform } from '../../tools/launcher/platform.js';
import { hasChromium, startChromium } from '../browser/chromium.js';
import { SERVER } from '../contract/own-database.js';
import { platformCalls } from '../e2e/platform-calls.js';
import { startRoadPlatform } from '../e2e/road-platform.js';
import { engineUnderTest, socketPath } from '../live/engine-under-test.js';
import { until } from '../live/until.js';
import { smallKubernetesEntry } from '../live/small-entries.js';
import { smallScenario } from '../live/small-scenario.js';

jest.setTimeout(600_000);

const ROOT = join(__dirname, '../..');
const ENTRY = smallKubernetesEntry().files[0]?.text ?? '';
const describeRoad = SERVER === undefined || socketPath === undefined ? describe.skip : describe;

interface RunView {
  readonly id: string;
  readonly scenarioId: string;
  readonly world: string;
  readonly state: string;
  readonly verdict: string | null;
  readonly cause: string | null;
  readonly metrics: RunMetrics | null;
}
interface SubmissionView {
  readonly id: string;
  readonly state: string;
  readonly runs: readonly RunView[];
}
interface Board {
  readonly world: string;
  readonly standings: readonly { readonly team: { readonly name: string }; readonly scenarios: readonly { readonly scenarioId: string }[] }[];
}

/** The same small scenario, once to be simulated and once marked to be judged on real containers. */
function scenariosIn(folder: string): string {
  const { text } = smallScenario({ horizon: '8s', faults: 'faults: [{ name: crash, at: 4s, for: 2s, nodeCrash: {} }]' });
  const versions = { twin: text.replace('live-small', 'twin'), 'twin-live': text.replace('id: live-small,', 'id: twin-live, world: live,') };
  for (const [name, version] of Object.entries(versions)) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'scenario.yaml'), version);
  }
  return folder;
}

describeRoad('live runs on the platform', () => {
  let folder: string;
  let scenarios: string;
  let platform: Platform;
  let end: (() => Promise<void>) | undefined;

  const start = async (name: string, docker: string) => {
    const environment = { REGATTA_SCENARIOS_DIR: scenarios, REGATTA_LIVE_REPLICATIONS: '1', DOCKER_HOST: `unix://${docker}` };
    ({ platform, end } = await startRoadPlatform(join(folder, name), environment));
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-live-road-'));
    scenarios = scenariosIn(join(folder, 'scenarios'));
  });
  afterEach(() => end?.());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const { get, openContest, ...calls } = platformCalls(() => platform);
  const open = (slug: string, ...ids: readonly string[]) =>
    openContest({ slug, divisions: ['kubernetes', 'scheduler'], scenarios: ids.map((id) => ({ id, seeds: [1] })) });
  const submit = (contest: string, file = new Blob([ENTRY]), name = 'shop.yaml') => calls.submit(contest, file, name);
  const judged = (answer: Response) => calls.judged<SubmissionView>(answer, (isJudged) => until('it is judged', isJudged, 240_000));

  /** What people see of a live run, on a desk and on a phone. */
  const looksRight = async (submission: string, run: string) => {
    const browser = await startChromium();
    try {
      for (const width of [1280, 390]) {
        const page = await browser.newPage({ viewport: { width, height: 900 } });
        await page.goto(`${platform.url}/submissions/${submission}?run=${run}`);
        const evidence = page.locator('.live-evidence');
        await evidence.waitFor();
        // The simulated twin has nothing to be compared with: the number is that of the live run, and says so.
        expect(await page.locator('.headline-score').innerText()).toMatch(/^−?\d+\.\d\s+points on real containers;[^]*Simulated there are costs and no points/);
        expect(await evidence.innerText()).toMatch(
          /Driver\s+light[^]*Host\s+Docker[^]*Disturbances[^]*Faults carried out[^]*crash: node \d off[^]*Median latency/,
        );
        expect(await page.locator('.run').innerText()).toMatch(/The six stages[^]*Deploy[^]*Manage[^]*--live --driver light/);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
        if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/run-${width}.png`, fullPage: true });
        await page.goto(`${platform.url}/contests/both?world=live`);
        await page.locator('.board-row').waitFor();
        expect(await page.locator('.board-switch [aria-current]').innerText()).toBe('On real containers');
        if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/board-${width}.png`, fullPage: true });
        await page.close();
      }
    } finally {
      await browser.close();
    }
  };

  /** An example plugin, in its sandbox, drives the cluster; the baseline beside it is Kubernetes' own scheduler. */
  const judgesPlugins = async () => {
    await open('plugins', 'twin-live');
    const example = join(ROOT, 'examples/plugins/best-fit');
    const files = Object.fromEntries(readdirSync(example).map((name) => [name, readFileSync(join(example, name))]));
    const manifest = Buffer.concat([files['regatta.yaml'] ?? Buffer.alloc(0), Buffer.from('workloads: shop.yaml\n')]);
    const archive = zipSync({ ...files, 'regatta.yaml': manifest, 'shop.yaml': Buffer.from(ENTRY) });
    const { runs } = await judged(await submit('plugins', new Blob([new Uint8Array(archive)]), 'plugin.zip'));
    expect(runs).toMatchObject([{ world: 'live', state: 'scored', verdict: 'completed' }]);
    const { metrics } = await get<RunView>(`/runs/${runs[0]?.id}`);
    expect(metrics?.live).toMatchObject({ driver: 'light', baseline: expect.anything() });
    expect(metrics?.latency.served).toBeGreaterThan(0);
  };

  it('are taken by a judge with an engine, and ranked on a board of their own', async () => {
    await start('with-engine', socketPath as string);
    await until('the judge has looked at its host', async () => {
      const { live } = await get<{ live: { judges: readonly { drivers: readonly { driver: string; refusal: string | null }[] }[] } }>('/capabilities');
      return live.judges[0]?.drivers.some(({ driver, refusal }) => driver === 'light' && refusal === null) === true;
    });
    await open('both', 'twin', 'twin-live');
    const submission = await judged(await submit('both'));
    expect(submission.runs.map(({ scenarioId, world, state, verdict }) => [scenarioId, world, state, verdict])).toEqual([
      ['twin', 'simulated', 'scored', 'completed'],
      ['twin-live', 'live', 'scored', 'completed'],
    ]);
    const [simulated, live] = await Promise.all(submission.runs.map(({ id }) => get<RunView>(`/runs/${id}`)));
    expect(simulated?.metrics?.live).toBeUndefined();
    expect(live?.metrics?.live).toMatchObject({
      driver: 'light',
      host: expect.stringMatching(/^Docker .* cores$/),
      replications: [{ disturbed: expect.any(Array) }],
    });
    expect(live?.metrics?.live?.faults).toEqual(expect.arrayContaining([expect.stringMatching(/crash: node \d off$/)]));
    expect(live?.metrics?.live?.baseline).not.toBeNull();
    expect(live?.metrics?.latency.offered).toBe(simulated?.metrics?.latency.offered);
    const { timeline } = await get<{ timeline: { startUs: readonly number[] } }>(`/runs/${live?.id}/timeline`);
    expect(timeline.startUs).toHaveLength(8);
    for (const [world, scenario] of [
      ['simulated', 'twin'],
      ['live', 'twin-live'],
    ] as const) {
      const board = await get<Board>(`/contests/both/leaderboard?world=${world}`);
      expect(board.standings.map((row) => [board.world, row.team.name, row.scenarios.map((one) => one.scenarioId)])).toEqual([
        [world, 'newcomers', [scenario]],
      ]);
    }
    if (hasChromium()) await looksRight(submission.id, live?.id ?? '');
    await judgesPlugins();
    const filters = { label: [LABEL.run] };
    const left = (await engineUnderTest().listContainers({ all: true, filters })).filter(({ Labels }) => Labels[LABEL.run] !== 'throwaway');
    expect(left.map(({ Names }) => Names[0])).toEqual([]);
  });

  it('are refused with the reason and the fix where no judge has an engine, and everything else works', async () => {
    await start('without-engine', join(folder, 'nowhere.sock'));
    await until('the judge has said what it can do', async () => (await get<{ live: { refusal: string | null } }>('/capabilities')).live.refusal !== null);
    await open('live', 'twin-live');
    await open('simulated', 'twin');
    const refused = await submit('live');
    expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([
      503,
      expect.stringContaining('application/problem+json'),
      '20',
    ]);
    expect(await refused.json()).toMatchObject({
      code: 'live-unavailable',
      detail: expect.stringMatching(/`twin-live` on real containers.*no container engine answers.*apt-get install docker.io.*regatta live doctor/s),
    });
    expect((await get<{ items: readonly unknown[] }>('/submissions?contest=live')).items).toEqual([]);
    expect(await judged(await submit('simulated'))).toMatchObject({ state: 'scored', runs: [{ world: 'simulated', verdict: 'completed' }] });
  });
});
