import type { LoadChannel } from '../cluster/live-cluster.js';
import { openLoadChannel } from '../cluster/load-channel.js';
import type { SandboxServices } from '../cluster/sandbox-services.js';
import { LineChannel } from '../engine/line-channel.js';
import { LiveFault } from '../engine/open-engine.js';
import { idleImage, loadImage, type RunnableImage } from '../images/workload-image.js';
import type { Swarm } from './start-swarm.js';

/** Overlay network of everything in the Swarm. */
export const OVERLAY = 'sandbox';
const [LOAD, IDLE] = ['regatta/load:1', 'regatta/idle:1'];
const ANCHOR_TIMEOUT_MS = 60_000;

/** Puts the images of the judge's own parts into the registry; can be done while the Swarm is still coming up. */
export async function storeOwnImages(services: SandboxServices): Promise<void> {
  for (const [image, runnable] of [
    [LOAD, loadImage()],
    [IDLE, idleImage()],
  ] as const)
    await services.push({ ...nameOf(image), sharedBytes: 0, ownBytes: 1, env: [], ...(runnable satisfies RunnableImage) });
}

function nameOf(image: string): { readonly name: string; readonly tag: string } {
  const [name = '', tag = ''] = image.split(':');
  return { name, tag };
}

/**
 * The overlay network, a task on every node that keeps the node on it (a node that joins it only when it gets its first task
 * waits up to half a minute for dead peers to be forgotten: moby issues 47396, 41524), and the load generator in a container of
 * the manager's engine, on the network that the entry's tasks are on.
 */
export async function startLoad(swarm: Swarm): Promise<LoadChannel> {
  await swarm.docker(['network', 'create', '-d', 'overlay', '--internal', '--attachable', OVERLAY]);
  const anchor = words('service create --detach --no-resolve-image --mode global --constraint node.role==worker --endpoint-mode dnsrr --name anchor');
  const generator = words(`docker -H unix:///run/docker.sock run -i --rm --cpu-shares 4096 --name load --network ${OVERLAY} ${LOAD}`);
  const [load] = await Promise.all([
    openLoadChannel((use) => LineChannel.exec(swarm.manager.container, generator, use)),
    swarm.docker([...anchor, '--network', OVERLAY, '--restart-delay', '0s', IDLE]).then(() => untilAnchored(swarm)),
  ]);
  return load;
}

async function untilAnchored(swarm: Swarm): Promise<void> {
  const until = Date.now() + ANCHOR_TIMEOUT_MS;
  for (;;) {
    const tasks = (await swarm.manager.docker.listTasks()) as unknown as { Status: { State: string } }[];
    const running = tasks.filter(({ Status }) => Status.State === 'running').length;
    if (running >= swarm.workers.length) return;
    if (Date.now() > until) throw new LiveFault('cluster-failed', `only ${running} of ${swarm.workers.length} nodes are on the sandbox's overlay network`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const words = (text: string): readonly string[] => text.split(' ');
