import { MessageChannel, Worker } from 'node:worker_threads';
import type { Exchange } from '#core/orchestrator/plugin';
import { linkSession, ThreadProcess } from './thread-process.js';

describe('a thread that waits for answers', () => {
  it('is not misled by a bell that rings late', async () => {
    const { port1, port2 } = new MessageChannel();
    const bell = new SharedArrayBuffer(4);
    // Rings without an answer first, as the one before may still do, then answers.
    const code = `
      const { workerData } = require('node:worker_threads');
      const rings = new Int32Array(workerData.bell);
      workerData.port.once('message', () => {
        const until = Date.now() + 200;
        while (Date.now() < until) Atomics.notify(rings, 0);
        workerData.port.postMessage({ ok: true, line: 'answer' });
        Atomics.add(rings, 0, 1);
        Atomics.notify(rings, 0);
      });`;
    const other = new Worker(code, { eval: true, workerData: { bell, port: port1 }, transferList: [port1] });
    const process = new ThreadProcess({ port: port2, bell, pipes: null });
    expect(process.exchange('question')).toEqual({ ok: true, line: 'answer' });
    await other.terminate();
    port2.close();
  });

  it('hears of a session that fails to answer', async () => {
    const { port, pipes } = linkSession({ link: null, exchange: () => Promise.reject(new Error('gone')), ended: () => Promise.reject(new Error('gone')) });
    expect(pipes).toBeNull();
    const said = new Promise<Exchange>((resolve) => port.once('message', resolve));
    port.postMessage({ line: 'question' });
    expect(await said).toEqual({ ok: false, failure: 'platform-error', cause: 'gone' });
    port.close();
  });
});
