import type Docker from 'dockerode';
import { LineChannel } from '../engine/line-channel.js';
import { LiveFault } from '../engine/open-engine.js';
import type { HubOrder, HubReport } from '../programs/hub.js';
import type { Pushed, PushOrder } from '../programs/image-push.js';
import type { LoadOrder, LoadReport } from '../programs/load-generator.js';
import type { LoadChannel } from './live-cluster.js';
import type { Sandbox } from './sandbox.js';

export const HOSTS = { hub: 2, registry: 3, load: 4, firstNode: 10 } as const;
const READY_TIMEOUT_MS = 60_000;
type PushAnswer = Extract<HubReport, { answer: number }>;

/** The registry and the hub, which every cluster has, as the judge talks to them. */
export class SandboxServices {
  private readonly answers = new Map<number, (answer: PushAnswer) => void>();
  private nextId = 1;
  private hubListener: (report: HubReport) => void = () => undefined;
  /** Rejects when the hub ends, as when the engine restarts: nobody waits for answers that will not come. */
  private gone: Promise<never> = new Promise(() => undefined);

  private constructor(
    readonly sandbox: Sandbox,
    readonly registryContainer: Docker.Container,
    private hub: LineChannel | undefined,
    private registry: LineChannel,
  ) {}

  static async start(sandbox: Sandbox, registryBytesPerSecond: number): Promise<SandboxServices> {
    const hub = await sandbox.create({
      role: 'hub',
      host: HOSTS.hub,
      command: sandbox.program('hub', sandbox.address(HOSTS.registry)),
      // Names are asked for at a port that otherwise only root may open.
      limits: { Memory: 1 << 30, Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' } },
    });
    const registry = await sandbox.create({
      role: 'registry',
      host: HOSTS.registry,
      aliases: ['registry'],
      command: sandbox.program('registry', String(registryBytesPerSecond)),
      limits: { Memory: 2 * 2 ** 30 },
    });
    const ready = new Map<string, () => void>();
    const isReady = (name: string) => new Promise<void>((resolve) => ready.set(name, resolve));
    const waits = Promise.all([isReady('hub'), isReady('registry')]);
    const registryChannel = await LineChannel.open(registry, () => ready.get('registry')?.());
    const services = new SandboxServices(sandbox, registry, undefined, registryChannel);
    services.hub = await LineChannel.open(hub, (report: HubReport) => {
      if ('ready' in report) ready.get('hub')?.();
      else services.onHub(report);
    });
    services.gone = services.hub.closed.then(() => Promise.reject(new LiveFault('cluster-failed', 'the hub of the sandbox ended')));
    services.gone.catch(() => undefined);
    await Promise.all([hub.start(), registry.start()]);
    await inTime(Promise.race([waits, services.gone]), 'the services of the sandbox');
    return services;
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
    this.registry.send({ bytesPerSecond });
  }

  private ask(order: (id: number) => HubOrder): Promise<PushAnswer> {
    const id = this.nextId++;
    const answered = new Promise<PushAnswer>((resolve) => this.answers.set(id, resolve));
    this.tellHub(order(id));
    return inTime(Promise.race([answered, this.gone]), 'an answer of the hub', 120_000);
  }

  private onHub(report: HubReport): void {
    if ('answer' in report) {
      this.answers.get(report.answer)?.(report);
      this.answers.delete(report.answer);
    } else this.hubListener(report);
  }
}

/** The load generator in a container beside the nodes. */
export async function startLoadGenerator(sandbox: Sandbox): Promise<LoadChannel> {
  const container = await sandbox.create({
    role: 'load',
    host: HOSTS.load,
    command: sandbox.program('load-generator'),
    limits: { Memory: 1 << 30, CpuShares: 4096 },
  });
  return attachLoadGenerator(container);
}

async function attachLoadGenerator(container: Docker.Container): Promise<LoadChannel> {
  return openLoadChannel(async (use) => {
    const channel = await LineChannel.open(container, use);
    await container.start();
    return channel;
  });
}

/** The load generator behind a channel that is opened by `open`. */
export async function openLoadChannel(open: (use: (report: LoadReport) => void) => Promise<LineChannel>): Promise<LoadChannel> {
  const uses: ((report: LoadReport) => void)[] = [];
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const channel = await open((report) => {
    if ('ready' in report) isReady();
    else for (const use of uses) use(report);
  });
  const died: Promise<never> = channel.closed.then(() => Promise.reject(new LiveFault('cluster-failed', `the load generator ended: ${channel.errors.trim()}`)));
  died.catch(() => undefined);
  await inTime(Promise.race([ready, died]), 'the load generator');
  return { send: (order: LoadOrder) => channel.send(order), onReport: (use) => uses.push(use), died };
}

export async function inTime<T>(promise: Promise<T>, what: string, timeoutMs = READY_TIMEOUT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LiveFault('cluster-failed', `${what} did not come within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
