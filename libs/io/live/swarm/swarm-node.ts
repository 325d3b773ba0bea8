import type Docker from 'dockerode';
import { availableParallelism } from 'node:os';
import { LABEL } from '../engine/labels.js';
import { LiveFault } from '../engine/open-engine.js';
import { INNER_ENGINE } from '../cluster/inner-engine.js';
import type { Sandbox } from '../cluster/sandbox.js';
import { innerDocker } from './inner-docker.js';

export interface SwarmNodeOptions {
  readonly name: string;
  readonly host: number;
  /** What the node may use of the host; null: everything. */
  readonly cpuMilli: number | null;
  readonly quotaMilli: number | null;
  readonly memoryBytes: number | null;
  readonly registry: string | null;
  /** Who is asked for names of the outside; null: whom the engine outside would ask. */
  readonly nameServer: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/** One machine of a real Swarm: an engine of its own in a container. */
export interface SwarmNode {
  readonly name: string;
  readonly address: string;
  readonly container: Docker.Container;
  /** Its inner engine. */
  readonly docker: Docker;
  /** Id in the Swarm, once it joined. */
  id: string;
  readonly options: SwarmNodeOptions;
  close(): void;
}

/** Memory beside what is advertised: engine, containerd, shims, page cache of image layers. */
const ENGINE_BYTES = 400 << 20;

export async function createSwarmNode(sandbox: Sandbox, image: string, options: SwarmNodeOptions): Promise<SwarmNode> {
  const flags = options.registry === null ? [] : [`--registry-mirror=http://${options.registry}`, `--insecure-registry=${options.registry}`];
  for (const [key, value] of Object.entries(options.labels)) flags.push(`--label=${key}=${value}`);
  const container = await sandbox.create({
    role: options.name,
    hostName: options.name,
    host: options.host,
    image,
    user: '0',
    command: flags,
    env: environmentOf(options),
    labels: { [LABEL.node]: options.name },
    onlyLimits: true,
    limits: {
      ...INNER_ENGINE,
      ...cpuLimits(options),
      ...(options.memoryBytes === null ? {} : { Memory: options.memoryBytes + ENGINE_BYTES, MemorySwap: options.memoryBytes + ENGINE_BYTES }),
      PidsLimit: 4096,
      Tmpfs: { '/run': 'exec,size=64m' },
      Mounts: [
        {
          Type: 'volume',
          Source: '',
          Target: '/var/lib/docker',
          VolumeOptions: { NoCopy: true, Labels: { [LABEL.run]: sandbox.run }, DriverConfig: { Name: 'local', Options: {} } },
        },
      ],
    },
  });
  const { docker, close } = innerDocker(container);
  return { name: options.name, address: sandbox.address(options.host), container, docker, id: '', options, close };
}

/** Without a registry every task would wait for one to answer before it takes the image that is there. */
function environmentOf({ memoryBytes, registry, nameServer }: SwarmNodeOptions): readonly string[] {
  return [
    ...(memoryBytes === null ? [] : [`REGATTA_MEMORY_KB=${Math.floor(memoryBytes / 1024)}`]),
    ...(nameServer === null ? [] : [`REGATTA_NAME_SERVER=${nameServer}`]),
    ...(registry === null ? ['DOCKER_SERVICE_PREFER_OFFLINE_IMAGE=1'] : []),
  ];
}

/** An engine advertises whole cores: those it may be scheduled on. The rest is the container's quota. */
function cpuLimits({ cpuMilli, quotaMilli, host }: SwarmNodeOptions): Docker.ContainerCreateOptions['HostConfig'] {
  if (cpuMilli === null) return {};
  return { NanoCpus: (quotaMilli ?? cpuMilli) * 1_000_000, CpusetCpus: coresFor(Math.ceil(cpuMilli / 1000), host) };
}

/** Cores go round, so that nodes of one core do not all sit on the first. */
function coresFor(count: number, turn: number): string {
  const cores = availableParallelism();
  return Array.from({ length: Math.min(count, cores) }, (_, index) => (turn + index) % cores).join(',');
}

/** A machine that was switched off answers nothing, not even with an error. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until the inner engine answers. */
export async function untilAnswers(node: SwarmNode, timeoutMs = 40_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      await within(node.docker.ping(), 2_000);
      return;
    } catch (error) {
      if (Date.now() > until)
        throw new LiveFault('cluster-failed', `the engine of ${node.name} does not answer: ${(error as Error).message}`, true, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
