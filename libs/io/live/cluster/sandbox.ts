import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { AtMost } from '../engine/at-most.js';
import { LABEL, objectName } from '../engine/labels.js';
import { runtimeImage, NOBODY } from '../images/runtime-image.js';
import { PROGRAMS } from '../images/program-files.js';
import { HOSTS } from './hosts.js';
import { createLeash, HARDENED, type NewLeash } from './leash.js';
import { removeRun } from './reaper.js';
import { createSandboxNetwork, type SandboxNetwork } from './sandbox-network.js';

/**
 * Containers that start at the same time. Each makes a network namespace, for which the kernel has one lock, and the engine's
 * helpers that wait for it do so by trying again and again: many of them take the time from the one that holds it.
 */
const STARTS_AT_ONCE = availableParallelism() + 1;

export interface PartOptions {
  readonly role: string;
  /** Last number of its address; null: it has the leash's network, and no start before the leash's. */
  readonly host: number | null;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly env?: readonly string[];
  readonly user?: string;
  readonly hostName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly limits?: Docker.ContainerCreateOptions['HostConfig'];
  readonly onlyLimits?: boolean;
}

/**
 * What one cluster's objects have in common: a name, a leash, a network, a way to take all of it away. Every object is
 * labelled before it exists, so killing the judge between any two calls leaves nothing that the reaper cannot find.
 */
export class Sandbox {
  private readonly starts = new AtMost(STARTS_AT_ONCE);
  /** Resolves when the leash runs; when it cannot be started everything is taken down. */
  readonly held: Promise<void>;

  private constructor(
    readonly engine: Docker,
    readonly run: string,
    readonly image: string,
    readonly network: SandboxNetwork,
    private readonly leash: NewLeash,
  ) {
    this.held = this.start(leash.container).catch(async (error: unknown) => {
      await this.down();
      throw error;
    });
    this.held.catch(() => undefined);
  }

  static async open(engine: Docker, run?: string, hasPodSubnet = false): Promise<Sandbox> {
    const sandbox = await Sandbox.begin(engine, run, hasPodSubnet);
    await sandbox.held;
    return sandbox;
  }

  /**
   * Returns while the leash is still being started: that it exists is enough for the reaper to leave the rest alone until it runs.
   */
  static async begin(engine: Docker, run = `r${randomBytes(5).toString('hex')}`, hasPodSubnet = false): Promise<Sandbox> {
    const image = await runtimeImage(engine);
    const network = await createSandboxNetwork(engine, run, hasPodSubnet);
    const leash = await createLeash(engine, image, run, { network: placeIn(network, HOSTS.registry) }).catch(async (error: unknown) => {
      await removeRun(engine, run);
      throw error;
    });
    return new Sandbox(engine, run, image, network, leash);
  }

  address(host: number): string {
    return `${this.network.prefix}.${host}`;
  }

  /** Creates a container of this cluster; it is not started, so that one can attach to it first. */
  create(part: PartOptions): Promise<Docker.Container> {
    const base = part.onlyLimits === true ? { LogConfig: { Type: 'none', Config: {} } } : HARDENED;
    const network =
      part.host === null
        ? { HostConfig: { NetworkMode: `container:${this.leash.containerId}` } }
        : { Hostname: part.hostName ?? part.role, ...placeIn(this.network, part.host) };
    return this.engine.createContainer({
      name: objectName(this.run, part.role),
      Image: part.image ?? this.image,
      ...(part.command === undefined ? {} : { Cmd: [...part.command] }),
      ...(part.entrypoint === undefined ? {} : { Entrypoint: [...part.entrypoint] }),
      User: part.user ?? NOBODY,
      Env: [...(part.env ?? [])],
      OpenStdin: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      StopTimeout: 0,
      Labels: { [LABEL.run]: this.run, [LABEL.role]: part.role, ...part.labels },
      ...network,
      HostConfig: { ...base, ...network.HostConfig, ...part.limits } as Docker.ContainerCreateOptions['HostConfig'],
    } as Docker.ContainerCreateOptions);
  }

  /** As soon as its turn comes. */
  async start(container: Docker.Container): Promise<void> {
    await this.starts.run(() => container.start());
  }

  /** The same of one that has the leash's network. */
  async startBesideLeash(container: Docker.Container): Promise<void> {
    await this.held;
    await this.start(container);
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

const placeIn = ({ name, prefix }: SandboxNetwork, host: number) => ({
  HostConfig: { NetworkMode: name },
  NetworkingConfig: { EndpointsConfig: { [name]: { IPAMConfig: { IPv4Address: `${prefix}.${host}` } } } },
});
