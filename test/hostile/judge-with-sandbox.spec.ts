import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '#io/telemetry';
import { Contestants } from '../../apps/judge/contestants.js';
import { replayEntry } from '../../apps/judge/replay-entry.js';
import { ReplayThreadKeeper } from '../../apps/judge/replay-thread-keeper.js';
import { hostileEntry, PACKING } from './hostile-judge.js';

const SOCKET = process.env['REGATTA_TEST_DOCKER_SOCKET'];
const describeWithDocker = SOCKET === undefined ? describe.skip : describe;
const never = new AbortController().signal;
const logger = createLogger('test', 'silent');

jest.setTimeout(300_000);

describeWithDocker('a judge with sandboxes', () => {
  const before = process.env['DOCKER_HOST'];
  let thread: ReplayThreadKeeper;
  let contestants: Contestants;

  beforeAll(() => {
    process.env['DOCKER_HOST'] = `unix://${SOCKET}`;
    thread = new ReplayThreadKeeper({ program: join(__dirname, '../../dist/apps/judge/replay-thread.js'), timeoutMs: 240_000, memoryMb: 512 });
    contestants = new Contestants(`judge-${process.pid}`, logger);
  });
  afterAll(async () => {
    await thread.close();
    await contestants.close();
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
  });

  const judged = (program: string) => replayEntry(contestants, thread.replay, { scenarioText: PACKING, files: hostileEntry(program).files, seed: 1 }, never);

  it('says that it can run plugins', async () => expect(await contestants.whyNot()).toBeNull());

  it('replays a plugin, twice, to one record', async () => {
    expect(await judged('behaves.js')).toMatchObject({ verdict: 'completed', fault: 'none', cause: null });
  });

  it('says of a plugin that answers by the clock that its result cannot be reproduced', async () => {
    expect(await judged('answers-by-the-clock.js')).toMatchObject({ verdict: 'completed', cause: expect.stringMatching(/cannot be reproduced/) });
  });

  it('gives a plugin that crashes its verdict and goes on', async () => {
    expect(await judged('ends-without-a-word.js')).toMatchObject({ verdict: 'crashed', fault: 'competitor' });
    expect(await judged('behaves.js')).toMatchObject({ verdict: 'completed' });
  });
});

test('a judge without a container engine says why it runs no plugins, and how it would', async () => {
  const before = process.env['DOCKER_HOST'];
  process.env['DOCKER_HOST'] = 'unix:///nowhere/docker.sock';
  try {
    const contestants = new Contestants('without', logger);
    expect(await contestants.whyNot()).toMatch(/no container engine answers.*install Docker/);
    await expect(contestants.prepare(hostileEntry('behaves.js').files)).rejects.toMatchObject({ code: 'no-sandbox', retryable: true });
    expect(await contestants.prepare([{ path: 'a.yaml', text: 'kind: Pod' }])).toBeNull();
  } finally {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
  }
});

const mayUnshare = SOCKET !== undefined && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
(mayUnshare ? test : test.skip)('a plugin gives the same record where the engine cannot mount its pipes, and the doctor says so', () => {
  const hidden = mkdtempSync(join(tmpdir(), 'rgt-hidden-'));
  const entry = mkdtempSync(join(tmpdir(), 'rgt-entry-'));
  for (const { path, text } of hostileEntry('behaves.js').files) writeFileSync(join(entry, path), text);
  writeFileSync(join(entry, 'scenario.txt'), PACKING);
  const regatta = (before: string, words: string) => {
    const script = `${before} exec node ${join(__dirname, '../../dist/apps/cli/main.js')} ${words}`;
    return spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8', env: { ...process.env, DOCKER_HOST: `unix://${SOCKET}` } });
  };
  // A temporary folder that nobody else sees: pipes in it are nothing to the engine.
  const alone = `mount -t tmpfs none ${hidden}; export TMPDIR=${hidden};`;
  const digestOf = ({ stdout }: { readonly stdout: string }) => (JSON.parse(stdout) as { recordDigest: string }).recordDigest;
  try {
    expect(regatta(alone, 'doctor')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/advice[^\n]*steps[^\n]*through the engine/) });
    expect(regatta('', 'doctor')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/ok[^\n]*steps[^\n]*through pipes of their own/) });
    const judge = `judge ${entry} --scenario ${join(entry, 'scenario.txt')} --json`;
    expect(digestOf(regatta(alone, judge))).toBe(digestOf(regatta('', judge)));
  } finally {
    for (const folder of [hidden, entry]) rmSync(folder, { recursive: true });
  }
});
