import type Docker from 'dockerode';
import { LABEL, objectName } from '../engine/labels.js';
import { LineChannel } from '../engine/line-channel.js';
import { isGone } from '../engine/open-engine.js';
import { NOBODY } from '../images/runtime-image.js';
import { PROGRAMS } from '../images/program-files.js';

/** Held by a process as long as it lives: ends with it however it dies, because the engine then closes the container's input. */
export interface Leash {
  readonly containerId: string;
  release(): Promise<void>;
}

/** Rights of every container that needs none. */
export const HARDENED = {
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  ReadonlyRootfs: true,
  LogConfig: { Type: 'none', Config: {} },
  CgroupnsMode: 'private',
} as const;

export async function takeLeash(engine: Docker, image: string, run: string, name = objectName(run, 'leash')): Promise<Leash> {
  const container = await engine.createContainer({
    name,
    Image: image,
    Cmd: ['node', '--max-old-space-size=16', `${PROGRAMS}/leash.js`],
    User: NOBODY,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    Labels: { [LABEL.run]: run, [LABEL.role]: 'leash' },
    HostConfig: { ...HARDENED, NetworkMode: 'none', Memory: 128 << 20, PidsLimit: 32 },
  });
  const channel = await LineChannel.open(container, () => undefined);
  await container.start();
  return {
    containerId: container.id,
    release: async () => {
      channel.close();
      await container.remove({ force: true, v: true }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    },
  };
}
