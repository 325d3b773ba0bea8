import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { LABEL } from './labels.js';
import { LineChannel } from './line-channel.js';
import { isGone, LiveFault } from './open-engine.js';
import { PROGRAMS } from '../images/program-files.js';

export interface CommandResult {
  readonly code: number;
  readonly text: string;
}

export interface ThrowawayOptions {
  readonly image: string;
  readonly commands: readonly (readonly string[])[];
  readonly host?: ContainerCreateOptions['HostConfig'];
  readonly labels?: Readonly<Record<string, string>>;
}

/** Runs commands in a container of their own and removes it. Throws when the container cannot be started at all. */
export async function runThrowaway(engine: Docker, options: ThrowawayOptions): Promise<readonly CommandResult[]> {
  const container = await engine.createContainer({
    Image: options.image,
    Cmd: ['node', `${PROGRAMS}/run-all.js`, JSON.stringify(options.commands)],
    AttachStdout: true,
    AttachStderr: true,
    Labels: { [LABEL.role]: 'throwaway', [LABEL.run]: 'throwaway', ...options.labels },
    HostConfig: { NetworkMode: 'none', LogConfig: { Type: 'none', Config: {} }, ...options.host },
  });
  try {
    let results: readonly CommandResult[] | undefined;
    const channel = await LineChannel.open(container, (message) => (results = message));
    await container.start();
    await container.wait();
    await channel.closed;
    if (results === undefined) throw new LiveFault('command-failed', `a helper container said nothing: ${channel.errors}`);
    return results;
  } finally {
    await container.remove({ force: true, v: true }).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }
}
