import type Docker from 'dockerode';
import { Sandbox } from '../cluster/sandbox.js';
import { LiveFault } from '../engine/open-engine.js';
import { mustExecIn } from '../engine/exec-in.js';
import { swarmNodeImage } from '../images/swarm-node-image.js';
import { createSwarmNode, type SwarmNode, type SwarmNodeOptions, untilAnswers } from './swarm-node.js';

export interface WorkerOptions {
  readonly name: string;
  /** What the node may use of the host and advertises (CPU rounded up to whole cores); absent: everything. */
  readonly cpuMilli?: number;
  /** What it may really use, where that is not what it advertises: machines differ in speed. */
  readonly quotaMilli?: number;
  readonly memoryBytes?: number;
  /** Engine labels, `engine.labels.…` in constraints. */
  readonly engineLabels?: Readonly<Record<string, string>>;
  /** `node.labels.…` in constraints and spread preferences. */
  readonly nodeLabels?: Readonly<Record<string, string>>;
}

export interface SwarmOptions {
  readonly engine: Docker;
  readonly workers: readonly WorkerOptions[];
  /** Managers take no tasks unless `managerWorks`. */
  readonly managerWorks?: boolean;
  /** Address of a registry that image names are looked up in first. */
  readonly registry?: string;
  /** Address of a name server for names that are not the Swarm's. */
  readonly nameServer?: string;
  /** Dispatcher's heartbeat period; a node is down after about three of them. Swarm's own default is 5 s. */
  readonly heartbeatMs?: number;
  readonly sandbox?: Sandbox;
}

/** A real Swarm of containers: one manager and its workers, each with its own engine. */
export interface Swarm {
  readonly sandbox: Sandbox;
  readonly manager: SwarmNode;
  readonly workers: readonly SwarmNode[];
  /** Runs the `docker` command on the manager; returns its standard output. */
  docker(args: readonly string[], stdin?: string): Promise<string>;
  down(): Promise<void>;
}

const MANAGER_HOST = 9;
const FIRST_WORKER_HOST = 10;

export async function startSwarm(options: SwarmOptions): Promise<Swarm> {
  const sandbox = options.sandbox ?? (await Sandbox.open(options.engine));
  try {
    return await bringUp(sandbox, options);
  } catch (error) {
    await sandbox.down();
    throw error;
  }
}

async function bringUp(sandbox: Sandbox, options: SwarmOptions): Promise<Swarm> {
  const image = await swarmNodeImage(options.engine);
  const around = { registry: options.registry ?? null, nameServer: options.nameServer ?? null };
  const shapes: SwarmNodeOptions[] = [
    { name: 'manager', host: MANAGER_HOST, cpuMilli: null, quotaMilli: null, memoryBytes: null, ...around, labels: {} },
    ...options.workers.map((worker, index) => ({
      name: worker.name,
      host: FIRST_WORKER_HOST + index,
      cpuMilli: worker.cpuMilli ?? null,
      quotaMilli: worker.quotaMilli ?? worker.cpuMilli ?? null,
      memoryBytes: worker.memoryBytes ?? null,
      ...around,
      labels: worker.engineLabels ?? {},
    })),
  ];
  const nodes = await Promise.all(shapes.map((shape) => createSwarmNode(sandbox, image, shape)));
  await Promise.all(nodes.map((node) => node.container.start()));
  const [manager, ...workers] = nodes as [SwarmNode, ...SwarmNode[]];
  await untilAnswers(manager);
  const tokens = await initialise(manager, options);
  await Promise.all(workers.map((worker) => join(worker, manager, tokens)));
  await identify(manager, workers, options);
  return {
    sandbox,
    manager,
    workers,
    docker: (args, stdin) => mustExecIn(manager.container, ['docker', '-H', 'unix:///run/docker.sock', ...args], { stdin }),
    down: async () => {
      for (const node of nodes) node.close();
      await sandbox.down();
    },
  };
}

interface JoinTokens {
  readonly Worker: string;
}

async function initialise(manager: SwarmNode, options: SwarmOptions): Promise<JoinTokens> {
  const heartbeat = { Dispatcher: { HeartbeatPeriod: (options.heartbeatMs ?? 5000) * 1_000_000 } };
  await manager.docker.swarmInit({
    ListenAddr: `${manager.address}:2377`,
    AdvertiseAddr: manager.address,
    DataPathAddr: manager.address,
    DefaultAddrPool: ['10.150.0.0/16'],
    SubnetSize: 24,
    Spec: { Name: 'default', ...heartbeat },
  });
  // The mesh of published ports needs IPVS and a way out of the sandbox; without it nodes join faster.
  await manager.docker
    .getNetwork('ingress')
    .remove()
    .catch(() => undefined);
  const swarm = (await manager.docker.swarmInspect()) as { JoinTokens: JoinTokens };
  return swarm.JoinTokens;
}

async function join(worker: SwarmNode, manager: SwarmNode, tokens: JoinTokens): Promise<void> {
  await untilAnswers(worker);
  await worker.docker.swarmJoin({
    ListenAddr: `${worker.address}:2377`,
    AdvertiseAddr: worker.address,
    DataPathAddr: worker.address,
    RemoteAddrs: [`${manager.address}:2377`],
    JoinToken: tokens.Worker,
  });
}

interface ListedNode {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Role: string; readonly Availability: string; readonly Labels: Record<string, string> };
  readonly Description: { readonly Hostname: string };
  readonly Status: { readonly State: string };
}

/** Everybody's id, labels and availability. */
async function identify(manager: SwarmNode, workers: readonly SwarmNode[], options: SwarmOptions): Promise<void> {
  const listed = await untilReady(manager, workers.length + 1);
  await Promise.all(
    [manager, ...workers].map(async (node, index) => {
      const found = listed.find(({ Description }) => Description.Hostname === node.name) as ListedNode;
      node.id = found.ID;
      const labels = index === 0 ? {} : (options.workers[index - 1]?.nodeLabels ?? {});
      const availability = index === 0 && options.managerWorks !== true ? 'drain' : 'active';
      if (availability === 'active' && Object.keys(labels).length === 0) return;
      await (manager.docker.getNode(found.ID) as unknown as { update(spec: object): Promise<unknown> }).update({
        version: found.Version.Index,
        Role: found.Spec.Role,
        Availability: availability,
        Labels: labels,
      });
    }),
  );
}

async function untilReady(manager: SwarmNode, count: number): Promise<readonly ListedNode[]> {
  const until = Date.now() + 30_000;
  for (;;) {
    const nodes = (await manager.docker.listNodes()) as unknown as ListedNode[];
    if (nodes.filter(({ Status, Description }) => Status.State === 'ready' && Description?.Hostname !== undefined).length >= count) return nodes;
    if (Date.now() > until) throw new LiveFault('cluster-failed', `only ${nodes.length} of ${count} nodes are ready in the Swarm`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
