import type Docker from 'dockerode';
import { LABEL } from '#io/live';

/** Names of everything that an engine holds of sandbox clusters. */
export async function tracesOf(engine: Docker): Promise<readonly string[]> {
  const filters = { label: [LABEL.run] };
  const [containers, networks, volumes] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
  ]);
  return [...containers.map(({ Names }) => Names[0] ?? ''), ...networks.map(({ Name }) => Name), ...(volumes.Volumes ?? []).map(({ Name }) => Name)];
}
