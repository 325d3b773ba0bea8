import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { LABEL, objectName } from '../engine/labels.js';
import { runtimeImage, NOBODY } from '../images/runtime-image.js';
import { PROGRAMS } from '../images/program-files.js';
import { HARDENED, type Leash, takeLeash } from './leash.js';
import { removeRun } from './reaper.js';
import { createSandboxNetwork, type SandboxNetwork } from './sandbox-network.js';

export interface PartOptions {
  readonly role: string;
  /** Last number of its address. */
  readonly host: number;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly env?: readonly string[];
  readonly user?: string;
  readonly hostName?: string;
  readonly aliases?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly limits?: Docker.ContainerCreateOptions['HostConfig'];
  readonly onlyLimits?: boolean;
}

/**
 * What one cluster's objects have in common: a name, a leash, a network, a way to take all of it away. Every object is
 * labelled before it exists, so killing the judge between any two calls leaves nothing that the reaper cannot find.
 */
export class Sandbox {
  private constructor(
    readonly engine: Docker,
    readonly run: string,
    readonly image: string,
    readonly network: SandboxNetwork,
    private readonly leash: Leash,
  ) {}

  static async open(engine: Docker, run = `r${randomBytes(5).toString('hex')}`, hasPodSubnet = false): Promise<Sandbox> {
    const image = await runtimeImage(engine);
    const [leash, network] = await Promise.allSettled([takeLeash(engine, image, run), createSandboxNetwork(engine, run, hasPodSubnet)]);
    if (leash.status === 'fulfilled' && network.status === 'fulfilled') return new Sandbox(engine, run, image, network.value, leash.value);
    await removeRun(engine, run);
    throw leash.status === 'rejected' ? leash.reason : (network as PromiseRejectedResult).reason;
  }

  address(host: number): string {
    return `${this.network.prefix}.${host}`;
  }

  /** Creates a container of this cluster; it is not started, so that one can attach to it first. */
  create(part: PartOptions): Promise<Docker.Container> {
    const base = part.onlyLimits === true ? { LogConfig: { Type: 'none', Config: {} } } : HARDENED;
    return this.engine.createContainer({
      name: objectName(this.run, part.role),
      Image: part.image ?? this.image,
      ...(part.command === undefined ? {} : { Cmd: [...part.command] }),
      ...(part.entrypoint === undefined ? {} : { Entrypoint: [...part.entrypoint] }),
      Hostname: part.hostName ?? part.role,
      User: part.user ?? NOBODY,
      Env: [...(part.env ?? [])],
      OpenStdin: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      StopTimeout: 0,
      Labels: { [LABEL.run]: this.run, [LABEL.role]: part.role, ...part.labels },
      HostConfig: { ...base, NetworkMode: this.network.name, ...part.limits } as Docker.ContainerCreateOptions['HostConfig'],
      NetworkingConfig: {
        EndpointsConfig: { [this.network.name]: { IPAMConfig: { IPv4Address: this.address(part.host) }, Aliases: [...(part.aliases ?? [])] } },
      },
    } as Docker.ContainerCreateOptions);
  }

  /** The command that runs one of the programs of the image. */
  program(name: string, ...args: readonly string[]): readonly string[] {
    return ['node', `${PROGRAMS}/${name}.js`, ...args];
  }

  async down(): Promise<void> {
    await removeRun(this.engine, this.run);
    await this.leash.release();
  }
}
