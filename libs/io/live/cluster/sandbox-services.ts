import type Docker from 'dockerode';
import { LineChannel } from '../engine/line-channel.js';
import { LiveFault } from '../engine/open-engine.js';
import type { HubOrder, HubReport } from '../programs/hub.js';
import type { Pushed, PushOrder } from '../programs/image-push.js';
import { HOSTS } from './hosts.js';
import { inTime } from './in-time.js';
import type { Sandbox } from './sandbox.js';

type PushAnswer = Extract<HubReport, { answer: number }>;

/** The registry and the hub, which every cluster has, as the judge talks to them. */
export class SandboxServices {
  private readonly answers = new Map<number, (answer: PushAnswer) => void>();
  private nextId = 1;
  private hubListener: (report: HubReport) => void = () => undefined;
  /** Rejects when the hub ends, as when the engine restarts: nobody waits for answers that will not come. */
  private gone: Promise<never> = new Promise(() => undefined);
  private readonly isUp = { hub: (): void => undefined, registry: (): void => undefined };

  private constructor(
    readonly sandbox: Sandbox,
    private readonly hubContainer: Docker.Container,
    readonly registryContainer: Docker.Container,
    private hub: LineChannel | undefined,
    private registry: LineChannel | undefined,
  ) {}

  static async start(sandbox: Sandbox, registryBytesPerSecond: number): Promise<SandboxServices> {
    const services = await SandboxServices.create(sandbox, registryBytesPerSecond);
    await services.start();
    return services;
  }

  /** Both as containers that are yet to be started; who listens to the hub from here on misses nothing. */
  static async create(sandbox: Sandbox, registryBytesPerSecond: number): Promise<SandboxServices> {
    const [hub, registry] = await Promise.all([
      sandbox.create({
        role: 'hub',
        host: HOSTS.hub,
        command: sandbox.program('hub', sandbox.address(HOSTS.registry)),
        // Names are asked for at a port that otherwise only root may open.
        limits: { Memory: 1 << 30, Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' } },
      }),
      sandbox.create({
        role: 'registry',
        host: null,
        command: sandbox.program('registry', String(registryBytesPerSecond)),
        limits: { Memory: 2 * 2 ** 30 },
      }),
    ]);
    const services = new SandboxServices(sandbox, hub, registry, undefined, undefined);
    await services.attach();
    return services;
  }

  private async attach(): Promise<void> {
    [this.hub, this.registry] = await Promise.all([
      LineChannel.open(this.hubContainer, (report: HubReport) => {
        if ('ready' in report) this.isUp.hub();
        else this.onHub(report);
      }),
      LineChannel.open(this.registryContainer, () => this.isUp.registry()),
    ]);
    this.gone = this.hub.closed.then(() => Promise.reject(new LiveFault('cluster-failed', 'the hub of the sandbox ended')));
    this.gone.catch(() => undefined);
  }

  /** Returns when both answer. */
  async start(): Promise<void> {
    const answers = Promise.all((['hub', 'registry'] as const).map((name) => new Promise<void>((resolve) => (this.isUp[name] = resolve))));
    await Promise.all([this.sandbox.start(this.hubContainer), this.sandbox.startBesideLeash(this.registryContainer)]);
    await inTime(this.unlessGone(answers), 'the services of the sandbox');
  }

  /** The same promise, that is broken when the hub ends: what comes through it will not come any more. */
  unlessGone<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.gone]);
  }

  onHubReport(use: (report: HubReport) => void): void {
    this.hubListener = use;
  }

  tellHub(order: HubOrder): void {
    this.hub?.send(order);
  }

  async push(order: PushOrder): Promise<Pushed> {
    const { pushed, failure } = await this.ask((id) => ({ push: order, id }));
    if (pushed === undefined) throw new LiveFault('cluster-failed', `image ${order.name}:${order.tag} could not be stored: ${failure}`);
    return pushed;
  }

  /** Whether the hub can open a connection to this address: how a fault is verified from outside the node. */
  async reaches(host: string, port: number, timeoutMs = 500): Promise<boolean> {
    return (await this.ask((id) => ({ reach: { host, port, timeoutMs }, id }))).reached === true;
  }

  /** Bandwidth that all pulls and pushes share; 0 takes the registry down, which clients see as silence. */
  async setRegistry(bytesPerSecond: number): Promise<void> {
    const { State } = await this.registryContainer.inspect();
    if (bytesPerSecond <= 0) {
      if (!State.Paused) await this.registryContainer.pause();
      return;
    }
    if (State.Paused) await this.registryContainer.unpause();
    this.registry?.send({ bytesPerSecond });
  }

  private ask(order: (id: number) => HubOrder): Promise<PushAnswer> {
    const id = this.nextId++;
    const answered = new Promise<PushAnswer>((resolve) => this.answers.set(id, resolve));
    this.tellHub(order(id));
    return inTime(this.unlessGone(answered), 'an answer of the hub', 120_000);
  }

  private onHub(report: HubReport): void {
    if ('answer' in report) {
      this.answers.get(report.answer)?.(report);
      this.answers.delete(report.answer);
    } else this.hubListener(report);
  }
}
