import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { zipSync } from 'fflate';
import type { Platform } from '../../tools/launcher/platform.js';
import { SERVER } from '../contract/own-database.js';
import { deployment } from './api/harness/api-under-test.js';
import { regatta, ROOT } from '../commands/command-line.js';
import { platformCalls } from './platform-calls.js';
import { startRoadPlatform } from './road-platform.js';

// Nothing here is about speed: a busy machine must not fail it.
jest.setTimeout(600_000);

const DOCKER = process.env['REGATTA_TEST_DOCKER_SOCKET'];
const describeRoad = SERVER === undefined ? describe.skip : describe;
const withDocker = DOCKER === undefined ? it.skip : it;
const environment = { DOCKER_HOST: `unix://${DOCKER}` };

interface RunView {
  readonly id: string;
  readonly state: string;
  readonly verdict: string | null;
  readonly cause: string | null;
  readonly recordDigest: string | null;
}
interface SubmissionView {
  readonly id: string;
  readonly state: string;
  readonly runs: readonly RunView[];
}

/** One in which pods come one after the other, over within a second; and a service. */
function scenariosIn(folder: string): string {
  mkdirSync(join(folder, 'steady-web'), { recursive: true });
  copyFileSync(join(ROOT, 'scenarios/steady-web/scenario.yaml'), join(folder, 'steady-web/scenario.yaml'));
  const text = readFileSync(join(ROOT, 'scenarios/bin-packing/scenario.yaml'), 'utf8')
    .replace('horizon: 10m', 'horizon: 40s')
    .replace('count: 3000', 'count: 60');
  mkdirSync(join(folder, 'bin-packing'), { recursive: true });
  writeFileSync(join(folder, 'bin-packing/scenario.yaml'), text);
  return folder;
}

const zipOf = (folder: string): Uint8Array =>
  zipSync(
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => [join(one.parentPath, one.name).slice(folder.length + 1), new Uint8Array(readFileSync(join(one.parentPath, one.name)))]),
    ),
  );

describeRoad('plugins on the platform', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-plugin-road-'));
  const scenarios = scenariosIn(join(folder, 'scenarios'));
  const scenario = join(scenarios, 'bin-packing/scenario.yaml');
  let platform: Platform;
  let end: (() => Promise<void>) | undefined;

  const start = async (name: string, docker: string) => {
    const environment = { REGATTA_SCENARIOS_DIR: scenarios, REGATTA_LIVE: '0', DOCKER_HOST: `unix://${docker}` };
    ({ platform, end } = await startRoadPlatform(join(folder, name), environment));
    await open('plugins', 'scheduler', 'bin-packing');
    await open('web', 'kubernetes', 'steady-web');
    await until(async () => (await get<{ judges: number }>('/capabilities')).judges > 0);
  };
  const { call, get, openContest, ...calls } = platformCalls(() => platform);
  const open = (slug: string, division: string, id: string) => openContest({ slug, divisions: [division], scenarios: [{ id, seeds: [1, 2] }] });
  afterEach(() => end?.());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) await sleep(100);
  };
  const submit = (contest: string, name: string, bytes: Uint8Array | string) =>
    calls.submit(contest, new Blob([typeof bytes === 'string' ? bytes : Buffer.from(bytes)]), name);
  const judged = async (answer: Response): Promise<SubmissionView> => {
    const submission = await calls.judged<SubmissionView>(answer, until);
    return { ...submission, runs: await Promise.all(submission.runs.map(({ id }) => get<RunView>(`/runs/${id}`))) };
  };

  withDocker('are handed in as a zip, judged in a sandbox to the record of the command line, and ranked', async () => {
    await start('with-engine', DOCKER as string);
    const project = join(folder, 'project');
    expect(await regatta(['init', 'scheduler', project, '--language', 'python'])).toMatchObject({ status: 0 });
    const { state, runs } = await judged(await submit('plugins', 'project.zip', zipOf(project)));
    expect([state, runs.map(({ verdict, cause }) => [verdict, cause])]).toEqual([
      'scored',
      [
        ['completed', null],
        ['completed', null],
      ],
    ]);
    const local = await regatta(['judge', project, '--scenario', scenario, '--seed', '1', '--json'], {
      env: { ...(process.env as Record<string, string>), ...environment },
    });
    expect((JSON.parse(local.stdout) as { recordDigest: string }).recordDigest).toBe(runs[0]?.recordDigest);
    const record = join(folder, 'record.json');
    writeFileSync(record, Buffer.from(await (await call('GET', `/runs/${runs[0]?.id}/record`, platform.tokens.contestant)).arrayBuffer()));
    expect(await regatta(['verify', record])).toMatchObject({ status: 0 });
    const { standings } = await get<{ standings: readonly { team: { name: string }; score: number | null }[] }>('/contests/plugins/leaderboard');
    expect(standings).toEqual([expect.objectContaining({ team: expect.objectContaining({ name: 'newcomers' }), score: expect.any(Number) as number })]);

    const clock = { 'main.js': readFileSync(join(ROOT, 'test/hostile/programs/answers-by-the-clock.js')), 'package.json': Buffer.from('{"type":"module"}') };
    const unsure = await judged(
      await submit('plugins', 'clock.zip', zipSync({ 'regatta.yaml': Buffer.from('runtime: node\ncommand: [node, main.js]\n'), ...clock })),
    );
    expect(unsure.state).toBe('scored');
    for (const run of unsure.runs) expect(run).toMatchObject({ verdict: 'completed', cause: expect.stringContaining('cannot be reproduced') as string });
    await platform.stop();
    const filters = { label: ['regatta.sandbox.owner'] };
    const engine = new Docker({ socketPath: DOCKER as string });
    const left = (await engine.listContainers({ all: true, filters })).filter(({ Labels }) => Labels['regatta.sandbox.owner']?.startsWith('judge'));
    expect(left).toEqual([]);
  });

  it('are refused with the reason and the fix where no judge has an engine, and configuration goes on', async () => {
    await start('without-engine', join(folder, 'nowhere.sock'));
    const refused = await submit('plugins', 'plugin.zip', zipOf(join(ROOT, 'examples/plugins/best-fit')));
    expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([
      503,
      expect.stringContaining('application/problem+json'),
      '20',
    ]);
    expect(await refused.json()).toMatchObject({
      code: 'plugins-unavailable',
      detail: expect.stringMatching(/no container engine answers.*apt-get install docker.io.*regatta doctor/s),
    });
    expect((await get<{ items: readonly unknown[] }>('/submissions?contest=plugins')).items).toEqual([]);
    const configuration = await judged(await submit('web', 'web.yaml', deployment(2)));
    expect(configuration).toMatchObject({ state: 'scored' });
  });
});
