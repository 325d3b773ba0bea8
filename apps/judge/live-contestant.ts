import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type LiveContestant, ThreadStepper } from '#io/live';
import type { Contestants } from './contestants.js';
import type { ReplayRequest } from './replay-port.js';

/** A plugin in a sandbox of its own, behind a control plane in a thread that may wait for it. Null: the entry has no code to run. */
export async function beginLiveContestant(contestants: Pick<Contestants, 'prepare'>, request: ReplayRequest): Promise<LiveContestant | null> {
  const contestant = await contestants.prepare(request.files);
  if (contestant === null) return null;
  const { link } = contestant;
  const data: ReplayRequest = { ...request, contestant: link };
  const thread = new Worker(join(__dirname, 'live-plugin-thread.js'), { workerData: data, transferList: [link.port] });
  return {
    stepper: new ThreadStepper(thread),
    close: async () => void (await Promise.all([thread.terminate(), contestant.close()])),
  };
}
