import type { LiveCluster, LiveNode } from '../cluster/live-cluster.js';
import { objectName } from '../engine/labels.js';
import { isGone } from '../engine/open-engine.js';
import { insideNetwork, reaches } from './inside-network.js';

export type NodeCondition = 'off' | 'on' | 'paused' | 'unplugged' | 'plugged' | 'slow' | 'full-speed' | 'cut-off' | 'in-touch' | 'blurred' | 'clear';

/** Asks the engine, the kernel or the network, not whoever did it, whether a machine is in this condition. */
export async function isInCondition(cluster: LiveCluster, id: number, condition: NodeCondition): Promise<boolean> {
  const node = cluster.nodes.get(id);
  if (node === undefined) return condition === 'off';
  if (condition === 'cut-off' || condition === 'in-touch') return (await isInTouch(cluster, node.address)) === (condition === 'in-touch');
  if (condition === 'blurred' || condition === 'clear') return (await isBlurred(cluster, node.container)) === (condition === 'blurred');
  const { State, NetworkSettings, HostConfig } = await node.container.inspect();
  const address = NetworkSettings.Networks[cluster.sandbox.network.name]?.IPAddress;
  const normal = node.drawn.facts.allocatable.cpuMilli * node.drawn.speedMilli * 1000;
  switch (condition) {
    case 'off':
      return !State.Running;
    case 'on':
      return State.Running;
    case 'paused':
      return State.Paused;
    case 'unplugged':
      return address === undefined;
    case 'plugged':
      return address === node.address;
    case 'slow':
      return State.Paused || (HostConfig.NanoCpus ?? 0) < normal;
    case 'full-speed':
      return !State.Paused && (HostConfig.NanoCpus ?? 0) >= normal - 1;
  }
}

const PATIENCE_MS = 4_000;
const LOOK_AGAIN_MS = 150;

/**
 * The same, looked at again for a while: on a busy host what was done may take a moment to be seen, and what is expected may change
 * meanwhile. Null: nothing can be seen of it now.
 */
export async function comesInto(cluster: LiveCluster, id: number, expected: () => NodeCondition | null): Promise<boolean | null> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const condition = expected();
    if (condition === null) return null;
    if (await isInCondition(cluster, id, condition).catch((error: unknown) => (Date.now() < until ? false : Promise.reject(error as Error)))) return true;
    if (Date.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Whether the engine has no such container any more. */
export async function isRemoved(container: LiveNode['container']): Promise<boolean> {
  try {
    await container.inspect();
    return false;
  } catch (error) {
    if (isGone(error)) return true;
    throw error;
  }
}

/** Whether those who command the cluster reach the machine: tried from where they are. */
async function isInTouch(cluster: LiveCluster, address: string): Promise<boolean> {
  const { sandbox, controlAddresses } = cluster;
  const { Containers = {} } = (await sandbox.network.network.inspect()) as { Containers?: Record<string, { IPv4Address: string }> };
  const control = Object.entries(Containers).filter(([, { IPv4Address }]) => controlAddresses.includes(IPv4Address.split('/')[0] ?? ''));
  const tried = await Promise.all(control.map(([id]) => reaches(sandbox, sandbox.engine.getContainer(id), address)));
  return tried.some(Boolean);
}

/** What the kernel lists of the machine's link. */
async function isBlurred(cluster: LiveCluster, container: LiveNode['container']): Promise<boolean> {
  const listed = await insideNetwork(cluster.sandbox, container, [
    ['iptables', '-w', '-S'],
    ['tc', 'qdisc', 'show'],
  ]);
  return listed.some(({ text }) => /statistic|netem|tbf/.test(text));
}

export async function isRegistryDown(cluster: LiveCluster): Promise<boolean> {
  const { engine, run } = cluster.sandbox;
  return (await engine.getContainer(objectName(run, 'registry')).inspect()).State.Paused;
}
