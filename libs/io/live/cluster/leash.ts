import type Docker from 'dockerode';
import { LABEL, objectName } from '../engine/labels.js';
import { LineChannel } from '../engine/line-channel.js';
import { isGone } from '../engine/open-engine.js';
import { NOBODY } from '../images/runtime-image.js';
import { leashCommand } from '../images/workload-image.js';

/** Held by a process as long as it lives: ends with it however it dies, because the engine then closes the container's input. */
export interface Leash {
  readonly containerId: string;
  release(): Promise<void>;
}

/** One that is there and does not run yet. */
export interface NewLeash extends Leash {
  readonly container: Docker.Container;
}

/** Rights of every container that needs none. */
export const HARDENED = {
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  ReadonlyRootfs: true,
  LogConfig: { Type: 'none', Config: {} },
  CgroupnsMode: 'private',
} as const;

export interface LeashOptions {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent: it has none. */
  readonly network?: Pick<Docker.ContainerCreateOptions, 'NetworkingConfig'> & { readonly HostConfig: { readonly NetworkMode: string } };
}

export async function takeLeash(engine: Docker, image: string, run: string, name?: string): Promise<Leash> {
  const leash = await createLeash(engine, image, run, name === undefined ? {} : { name });
  await leash.container.start();
  return leash;
}

export async function createLeash(engine: Docker, image: string, run: string, options: LeashOptions = {}): Promise<NewLeash> {
  const network = options.network ?? { HostConfig: { NetworkMode: 'none' } };
  const container = await engine.createContainer({
    name: options.name ?? objectName(run, 'leash'),
    Image: image,
    Cmd: [...leashCommand()],
    User: NOBODY,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    Labels: { [LABEL.run]: run, [LABEL.role]: 'leash', ...options.labels },
    ...network,
    HostConfig: { ...HARDENED, ...network.HostConfig, Memory: 128 << 20, PidsLimit: 32 },
  });
  const channel = await LineChannel.open(container, () => undefined);
  return {
    container,
    containerId: container.id,
    release: async () => {
      channel.close();
      await container.remove({ force: true, v: true }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    },
  };
}
