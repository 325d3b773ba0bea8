import type { LiveCluster } from '../cluster/live-cluster.js';

export type NodeCondition = 'off' | 'on' | 'paused' | 'unplugged' | 'plugged' | 'slow' | 'full-speed';

/** Asks the engine, not whoever did it, whether a machine is in this condition. */
export async function isInCondition(cluster: LiveCluster, id: number, condition: NodeCondition): Promise<boolean> {
  const node = cluster.nodes.get(id);
  if (node === undefined) return condition === 'off';
  const { State, NetworkSettings, HostConfig } = await node.container.inspect();
  const address = NetworkSettings.Networks[cluster.sandbox.network.name]?.IPAddress;
  const normal = node.drawn.facts.allocatable.cpuMilli * node.drawn.speedMilli * 1000;
  switch (condition) {
    case 'off':
      return !State.Running;
    case 'on':
      return State.Running && !State.Paused;
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
