import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { cpus, hostname, totalmem } from 'node:os';
import { parseAllDocuments } from 'yaml';
import { readLines, writeLine } from '../../../../libs/io/live/programs/lines.js';
import { ReliableLink } from '../../../../libs/io/live/programs/reliable-link.js';
import type { NodeImages } from './images.js';
import type { ApiLine, FromKubelet, KubeletLine, ToKubelet } from './messages.js';
import { PodNetwork } from './pod-network.js';
import { PodRunner } from './pod-runner.js';

export interface Joined {
  readonly server: string;
  readonly token: string;
  readonly address: string;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly podsMax: number;
}

type Start = Extract<ToKubelet, { start: unknown }>['start'];

const STATE = '/var/lib/kubelet/joined.json';
const BEAT_MS = 500;
const SILENT_MS = 2_000;

/** Takes the orders of an API server and runs pods; goes on with what it knows while it cannot reach it. */
export class Kubelet {
  readonly runners = new Map<number, PodRunner>();
  private readonly boot = randomBytes(6).toString('hex');
  private network: PodNetwork | undefined;
  private socket: Socket | undefined;
  private heardMs = 0;
  private readonly link = new ReliableLink<FromKubelet, ToKubelet>(
    (frame) => this.say({ frame }),
    (order) => this.obey(order),
  );

  constructor(private readonly images: NodeImages) {
    // A machine that joined once is a node again as soon as it is on.
    if (existsSync(STATE)) this.begin(JSON.parse(readFileSync(STATE, 'utf8')) as Joined);
  }

  join(config: string): void {
    const joined = joinedBy(config);
    mkdirSync('/var/lib/kubelet', { recursive: true });
    writeFileSync(STATE, JSON.stringify(joined));
    this.begin(joined);
  }

  begin(joined: Joined): void {
    resolveBy(joined.server.split(':')[0] ?? '');
    const look = (): void => {
      // A cut network says nothing; only silence tells.
      if (this.socket !== undefined && Date.now() - this.heardMs > SILENT_MS) this.socket.destroy();
      if (this.socket === undefined || this.socket.destroyed) this.connect(joined);
      else this.say({ beat: true });
    };
    look();
    setInterval(look, BEAT_MS);
  }

  private connect(joined: Joined): void {
    const [host = '', port = ''] = joined.server.split(':');
    const socket = createConnection({ host, port: Number(port) });
    this.socket = socket;
    this.heardMs = Date.now();
    socket.on('connect', () => writeLine(socket, { hello: { ...joined, name: hostname(), boot: this.boot } } satisfies KubeletLine));
    socket.on('error', () => socket.destroy());
    readLines(socket, (line: ApiLine) => {
      this.heardMs = Date.now();
      if ('welcome' in line) {
        this.network ??= new PodNetwork(line.welcome.subnet);
        this.link.resend();
      } else if ('subnets' in line) this.route(line.subnets);
      else if ('frame' in line) this.link.onFrame(line.frame);
    });
  }

  private route(subnets: Parameters<PodNetwork['route']>[0]): void {
    try {
      this.network?.route(subnets);
    } catch {
      // The network is not there now; they are told again with the next connection.
    }
  }

  private say(line: KubeletLine): void {
    if (this.socket !== undefined && !this.socket.destroyed && !this.socket.connecting) writeLine(this.socket, line);
  }

  private obey(order: ToKubelet): void {
    if ('start' in order) void this.startPod(order.start, 0);
    else this.runners.get(order.stop)?.stop(order.graceUs, order.preStopUs);
  }

  private async startPod(start: Start, failures: number): Promise<void> {
    const { pod, uid, env } = start;
    const say = (phase: string, reason: string, exitCode = 0, restarts = 0, ip = ''): void =>
      this.link.post({ phase: { pod: pod.id, phase, exitCode, restarts, reason, ip } });
    const startedMs = Date.now();
    const before = this.images.sizeOf(pod.image);
    try {
      if (before === null) say('pulling', `Pulling image ${pod.image}`);
      const bytes = before ?? (await this.images.pull(pod.image));
      this.link.post({ pulled: { image: pod.image, bytes, tookMs: Date.now() - startedMs, wasThere: before !== null } });
      const image = await this.images.runnable(pod.image);
      const ip = this.network?.add(pod.id) ?? '';
      const runner = new PodRunner(pod, uid, ip, { ...image, env: { ...image.env, ...env } }, (phase, exitCode, restarts, reason) => {
        say(phase, reason, exitCode, restarts, ip);
        if (phase !== 'gone' && phase !== 'succeeded' && phase !== 'failed') return;
        this.runners.delete(pod.id);
        this.network?.remove(pod.id);
      });
      this.runners.set(pod.id, runner);
      runner.start();
    } catch (error) {
      say('pull-failed', `ErrImagePull: ${(error as Error).message}`);
      setTimeout(() => void this.startPod(start, failures + 1), Math.min(300_000, 2_000 * 2 ** failures));
    }
  }
}

type Arguments = Readonly<Record<string, string>> | readonly { readonly name: string; readonly value: string }[];

/** Arguments are a table before kubeadm v1beta4, and a list from then on. */
export const argumentsOf = (given: Arguments | undefined): Readonly<Record<string, string>> =>
  Array.isArray(given)
    ? Object.fromEntries((given as { name: string; value: string }[]).map(({ name, value }) => [name, value]))
    : ((given ?? {}) as Record<string, string>);

export const documentsIn = (text: string): readonly Record<string, never>[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Record<string, never>);

function joinedBy(config: string): Joined {
  const join = documentsIn(config).find(({ kind }) => kind === 'JoinConfiguration') as unknown as {
    nodeRegistration: { kubeletExtraArgs?: Arguments };
    discovery: { bootstrapToken: { apiServerEndpoint: string; token: string } };
  };
  const { apiServerEndpoint, token } = join.discovery.bootstrapToken;
  return joinedWith(apiServerEndpoint, token, argumentsOf(join.nodeRegistration.kubeletExtraArgs));
}

/** What a kubelet offers with these flags: all that its host has, less what is reserved. */
export function joinedWith(server: string, token: string, flags: Readonly<Record<string, string>>): Joined {
  const reserved = Object.fromEntries((flags['system-reserved'] ?? '').split(',').map((pair) => pair.split('=')));
  return {
    server,
    token,
    address: flags['node-ip'] ?? '',
    cpuMilli: cpus().length * 1000 - Number.parseInt(reserved['cpu'] ?? '0', 10),
    memoryBytes: totalmem() - Number.parseInt(reserved['memory'] ?? '0', 10) * 1024,
    podsMax: Number(flags['max-pods'] ?? 110),
  };
}

/** The file is bound into the container, so it is written over and not replaced. */
export function resolveBy(server: string): void {
  writeFileSync('/etc/resolv.conf', `nameserver ${server}\noptions ndots:5\n`);
}
