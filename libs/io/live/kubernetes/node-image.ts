import type Docker from 'dockerode';
import { LABEL } from '../engine/labels.js';

/** How a node image is brought up: the way of kind (systemd, containerd, kubeadm) or that of k3s (one program for all). */
export type NodeFlavour = 'kind' | 'k3s';

export interface NodeImage {
  readonly name: string;
  readonly flavour: NodeFlavour;
  /** What a container of it has to be allowed: everything, unless its label says that the rights of a Swarm node are enough. */
  readonly rights: 'privileged' | 'inner-engine';
}

/** `kindest/node:v1.36.0`, `rancher/k3s:v1.36.0-k3s1`, and what is called like them. */
const CALLED = /(^|\/)(kindest\/node|rancher\/k3s|k3s|kind-node)(:|$)/;

/** Node images that the engine holds: the one asked for by name, else those that are called like one. */
export async function nodeImages(engine: Docker, wanted: string | null): Promise<readonly NodeImage[]> {
  const names =
    wanted !== null
      ? [wanted]
      : (await engine.listImages())
          .flatMap(({ RepoTags }) => RepoTags ?? [])
          .filter((tag) => CALLED.test(tag))
          .sort();
  return (await Promise.all(names.map((name) => inspect(engine, name)))).flatMap((image) => image ?? []);
}

async function inspect(engine: Docker, name: string): Promise<NodeImage | null> {
  try {
    const { Config } = await engine.getImage(name).inspect();
    const entrypoint = [Config.Entrypoint ?? []].flat().join(' ');
    return {
      name,
      // The entry point of k3s images is the program itself.
      flavour: /(^|\/)k3s( |$)/.test(entrypoint) ? 'k3s' : 'kind',
      rights: (Config.Labels as Record<string, string> | null)?.[LABEL.rights] === 'inner-engine' ? 'inner-engine' : 'privileged',
    };
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return null;
    throw error;
  }
}
