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
