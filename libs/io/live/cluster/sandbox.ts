import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { AtMost } from '../engine/at-most.js';
import { LABEL, objectName } from '../engine/labels.js';
import { runtimeImage, NOBODY } from '../images/runtime-image.js';
import { PROGRAMS } from '../images/program-files.js';
import { createLeash, HARDENED, type NewLeash } from './leash.js';
import { removeRun } from './reaper.js';
import { createSandboxNetwork, type SandboxNetwork } from './sandbox-network.js';

/**
 * Containers that start at the same time. Each makes a network namespace, for which the kernel has one lock, and the engine's
 * helpers that wait for it do so by trying again and again: more of them take the time from the one that holds it.
 */
const STARTS_AT_ONCE = 3;

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
  private readonly starts = new AtMost(STARTS_AT_ONCE);

  private constructor(
    readonly engine: Docker,
    readonly run: string,
    readonly image: string,
    readonly network: SandboxNetwork,
    private readonly leash: NewLeash,
  ) {}

  static async open(engine: Docker, run?: string, hasPodSubnet = false): Promise<Sandbox> {
    const { sandbox, held } = await Sandbox.begin(engine, run, hasPodSubnet);
    await held;
    return sandbox;
  }

  /**
   * Returns while the leash is still being started: that it exists is enough for the reaper to leave the rest alone until it
   * runs. `held` resolves then; when it cannot be started everything is taken down.
   */
  static async begin(engine: Docker, run = `r${randomBytes(5).toString('hex')}`, hasPodSubnet = false) {
    const image = await runtimeImage(engine);
    const [leash, network] = await Promise.allSettled([createLeash(engine, image, run), createSandboxNetwork(engine, run, hasPodSubnet)]);
    if (leash.status === 'rejected' || network.status === 'rejected') {
      await removeRun(engine, run);
      throw leash.status === 'rejected' ? leash.reason : (network as PromiseRejectedResult).reason;
    }
    const sandbox = new Sandbox(engine, run, image, network.value, leash.value);
    const held = sandbox.start(leash.value.container).catch(async (error: unknown) => {
      await sandbox.down();
      throw error;
    });
    held.catch(() => undefined);
    return { sandbox, held };
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

  /** As soon as its turn comes. */
  async start(container: Docker.Container): Promise<void> {
    await this.starts.run(() => container.start());
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
