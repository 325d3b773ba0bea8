import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReplayRequest } from './replay-port.js';
import { ReplayThreadKeeper } from './replay-thread-keeper.js';

const never = new AbortController().signal;
const request = (seed: number): ReplayRequest => ({ scenarioText: '', files: [], seed });

/** Seeds say what the program does: 1 answers, 2 throws, 3 never ends, 4 leaves. */
const PROGRAM = `
const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', ({ seed }) => {
  if (seed === 2) throw new Error('bug');
  if (seed === 3) for (;;);
  if (seed === 4) process.exit(7);
  parentPort.postMessage({ recordDigest: String(threadId), bytes: new Uint8Array(3) });
});`;

describe('the thread that replays', () => {
  let folder: string;
  let keeper: ReplayThreadKeeper;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-thread-'));
    writeFileSync(join(folder, 'program.cjs'), PROGRAM);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    keeper = new ReplayThreadKeeper({ program: join(folder, 'program.cjs'), timeoutMs: 3000, memoryMb: 64 });
  });
  afterEach(() => keeper.close());

  it('stays warm from one replay to the next', async () => {
    const first = await keeper.replay(request(1), never);
    expect(await keeper.replay(request(1), never)).toEqual(first);
    expect(first.bytes).toHaveLength(3);
  });

  it.each([
    [2, 'replay-crashed', /bug/],
    [3, 'replay-timed-out', /more than 3000 ms/],
    [4, 'replay-crashed', /code 7/],
  ])('is replaced after a fault of its own (%i: %s)', async (seed, code, message) => {
    const first = await keeper.replay(request(1), never);
    const failed = keeper.replay(request(seed), never);
    await expect(failed).rejects.toMatchObject({ code, retryable: true, message: expect.stringMatching(message) });
    const next = await keeper.replay(request(1), never);
    expect(next.recordDigest).not.toBe(first.recordDigest);
  });

  it('is ended when the judge must stop', async () => {
    const stopping = new AbortController();
    const replaying = keeper.replay(request(3), stopping.signal);
    stopping.abort();
    await expect(replaying).rejects.toMatchObject({ code: 'replay-stopped' });
  });
});
