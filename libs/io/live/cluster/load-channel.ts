import { LineChannel } from '../engine/line-channel.js';
import { LiveFault } from '../engine/open-engine.js';
import type { LoadOrder, LoadReport } from '../programs/load-generator.js';
import { inTime } from './in-time.js';
import type { LoadChannel } from './live-cluster.js';
import type { Sandbox } from './sandbox.js';

type Open = (use: (report: LoadReport) => void) => Promise<LineChannel>;

/** The load generator behind a channel that is opened by `open`. */
export async function openLoadChannel(open: Open): Promise<LoadChannel> {
  const { load, ready } = await channelOver(open);
  await ready();
  return load;
}

/** The load generator in a container beside the nodes, which is yet to be started. */
export async function createLoadGenerator(sandbox: Sandbox): Promise<{ readonly load: LoadChannel; start(): Promise<void> }> {
  const container = await sandbox.create({
    role: 'load',
    host: null,
    command: sandbox.program('load-generator'),
    limits: { Memory: 1 << 30, CpuShares: 4096 },
  });
  const { load, ready } = await channelOver((use) => LineChannel.open(container, use));
  const start = async (): Promise<void> => {
    await sandbox.startBesideLeash(container);
    await ready();
  };
  return { load, start };
}

async function channelOver(open: Open): Promise<{ readonly load: LoadChannel; ready(): Promise<void> }> {
  const uses: ((report: LoadReport) => void)[] = [];
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const channel = await open((report) => {
    if ('ready' in report) isReady();
    else for (const use of uses) use(report);
  });
  const died: Promise<never> = channel.closed.then(() => Promise.reject(new LiveFault('cluster-failed', `the load generator ended: ${channel.errors.trim()}`)));
  died.catch(() => undefined);
  return {
    load: { send: (order: LoadOrder) => channel.send(order), onReport: (use) => uses.push(use), died },
    ready: () => inTime(Promise.race([ready, died]), 'the load generator'),
  };
}
