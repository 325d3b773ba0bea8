import type { Contestant } from './contestants.js';
import { replayEntry } from './replay-entry.js';
import type { Replayed, ReplayRequest } from './replay-port.js';

const request: ReplayRequest = { scenarioText: '', files: [], seed: 1 };
const signal = new AbortController().signal;
const replayed = (recordDigest: string, more: Partial<Replayed> = {}): Replayed => ({
  verdict: 'completed',
  fault: 'none',
  cause: null,
  metrics: null,
  recordDigest,
  bytes: new Uint8Array(0),
  ...more,
});

function contestants(hasPlugin = true) {
  const log: string[] = [];
  const prepare = (): Promise<Contestant | null> => {
    log.push('prepared');
    return Promise.resolve(
      hasPlugin
        ? {
            link: {} as Contestant['link'],
            close: () => {
              log.push('closed');
              return Promise.resolve();
            },
          }
        : null,
    );
  };
  return { log, prepare };
}
const answering = (...answers: readonly Replayed[]) => {
  let next = 0;
  return () => Promise.resolve(answers[next++] as Replayed);
};

describe('the replay of an entry', () => {
  it('is made once, and without a sandbox, when the entry has no code', async () => {
    const { log, prepare } = contestants(false);
    expect(await replayEntry({ prepare }, answering(replayed('a')), request, signal)).toEqual(replayed('a'));
    expect(log).toEqual(['prepared']);
  });

  it('is made twice when it has, each time in a sandbox of its own', async () => {
    const { log, prepare } = contestants();
    expect(await replayEntry({ prepare }, answering(replayed('a'), replayed('a')), request, signal)).toEqual(replayed('a'));
    expect(log).toEqual(['prepared', 'closed', 'prepared', 'closed']);
  });

  it('counts the first record and says so when the second differs', async () => {
    const told = await replayEntry(contestants(), answering(replayed('a'), replayed('b')), request, signal);
    expect(told).toMatchObject({ recordDigest: 'a', verdict: 'completed', cause: expect.stringMatching(/cannot be reproduced/) });
  });

  it('blames no plugin for a platform that failed the second time', async () => {
    const failed = replayed('b', { verdict: 'platform-error', fault: 'platform' });
    expect(await replayEntry(contestants(), answering(replayed('a'), failed), request, signal)).toEqual(replayed('a'));
  });

  it('is not repeated after a failure of the plugin', async () => {
    const { log, prepare } = contestants();
    await replayEntry({ prepare }, answering(replayed('a', { verdict: 'crashed', fault: 'competitor', cause: 'x' })), request, signal);
    expect(log).toEqual(['prepared', 'closed']);
  });

  it('takes the sandbox away when the replay fails', async () => {
    const { log, prepare } = contestants();
    await expect(replayEntry({ prepare }, () => Promise.reject(new Error('crashed')), request, signal)).rejects.toThrow('crashed');
    expect(log).toEqual(['prepared', 'closed']);
  });
});
