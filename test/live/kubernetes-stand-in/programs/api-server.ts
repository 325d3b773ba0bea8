import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { KubernetesObject } from '#core/entry';
import { readLines, writeLine } from '../../../../libs/io/live/programs/lines.js';
import { ReliableLink } from '../../../../libs/io/live/programs/reliable-link.js';
import { serveNames } from './dns.js';
import { argumentsOf, documentsIn, resolveBy } from './kubelet.js';
import { type ApiLine, API_PORT, type FromKubelet, type Hello, type KubeletLine, type ToKubelet } from './messages.js';
import { PodNetwork } from './pod-network.js';
import { containerOf, type StandInNode, type StandInPod, StandInWorld } from './world.js';

const PHASES: Readonly<Record<string, string>> = { succeeded: 'Succeeded', failed: 'Failed' };

type Watcher = (event: { readonly type: string; readonly object: unknown }) => void;

/** What is decided when a control plane begins. */
export interface ControlPlanePlan {
  readonly address: string;
  readonly token: string;
  readonly podSubnet: string;
  readonly schedulerFile: string | null;
  /** Where the scheduler's own would lie. */
  readonly credentials: string;
}

/** As `kubeadm init` reads it. */
export function kubeadmPlan(config: string): ControlPlanePlan {
  const documents = documentsIn(config);
  const of = (name: string) => documents.find(({ kind }) => kind === name) ?? {};
  const cluster = of('ClusterConfiguration') as unknown as { networking: { podSubnet: string }; scheduler?: { extraArgs?: never } };
  const init = of('InitConfiguration') as unknown as { bootstrapTokens: { token: string }[]; localAPIEndpoint: { advertiseAddress: string } };
  return {
    address: init.localAPIEndpoint.advertiseAddress,
    token: init.bootstrapTokens[0]?.token ?? '',
    podSubnet: cluster.networking.podSubnet,
    schedulerFile: argumentsOf(cluster.scheduler?.extraArgs)['config'] ?? null,
    credentials: '/etc/kubernetes/scheduler.conf',
  };
}

interface Connected {
  readonly node: StandInNode;
  readonly link: ReliableLink<ToKubelet, FromKubelet>;
  readonly boot: string;
}

/** What `kubeadm init` starts: an API server, its controllers and scheduler, and once its network is made also names. */
export class ApiServer {
  readonly world: StandInWorld;
  private network: PodNetwork | undefined;
  private readonly sockets = new Map<string, Socket>();
  private readonly connected = new Map<string, Connected>();
  private readonly podWatchers = new Set<Watcher>();
  private readonly eventWatchers = new Set<Watcher>();
  private readonly deploymentWatchers = new Set<Watcher>();
  private readonly rolledOut = new Set<string>();

  constructor(private readonly plan: ControlPlanePlan) {
    const { schedulerFile: file, credentials } = plan;
    const { clientConnection, ...rules } = file === null ? {} : (documentsIn(readFileSync(file, 'utf8'))[0] ?? {});
    if (file !== null && (clientConnection as { kubeconfig?: string } | undefined)?.kubeconfig !== credentials)
      throw new Error(`${file}: the scheduler cannot reach its API server: clientConnection.kubeconfig`);
    this.world = new StandInWorld(
      file === null ? null : rules,
      (type, pod) => this.tellPods(type, pod),
      (resource) => this.tellRolledOut(resource),
    );
    createServer((socket) => this.accept(socket)).listen(API_PORT);
  }

  /** The manifest of the image's network, which says in its comments what it wants done to it. */
  createNetwork(text: string): void {
    const daemons = documentsIn(text).find(({ kind }) => kind === 'DaemonSet') as unknown as {
      spec: { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } };
    };
    const env = Object.fromEntries((daemons.spec.template.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
    const { podSubnet, address } = this.plan;
    if (env['POD_SUBNET'] !== podSubnet) throw new Error(`the network has the subnet ${env['POD_SUBNET']}, and the cluster ${podSubnet}`);
    if (env['CONTROL_PLANE_ENDPOINT'] !== `${address}:${API_PORT}`)
      throw new Error(`the network does not know its API server: ${env['CONTROL_PLANE_ENDPOINT']}`);
    this.beginNetwork();
  }

  beginNetwork(): void {
    this.network = new PodNetwork(this.subnetOf(0));
    serveNames((name) => {
      const app = /^regatta-(.+)\.[^.]+\.svc\.cluster\.local$/.exec(name)?.[1];
      return app === undefined ? null : this.world.endpoints(app);
    });
    resolveBy(this.plan.address);
  }

  get hasNetwork(): boolean {
    return this.network !== undefined;
  }

  apply(object: KubernetesObject): string {
    const key = keyOf(object);
    const isNew = !this.world.objects.has(key);
    const verb = isNew ? 'created' : 'configured';
    if (templateOf(object) !== templateOf(this.world.objects.get(key))) this.rolledOut.delete(key);
    this.tellDeployment(isNew ? 'ADDED' : 'MODIFIED', object);
    this.world.apply(key, object);
    return `${key} ${verb}`;
  }

  removeNode(name: string): void {
    const node = this.world.nodes.get(name);
    if (node !== undefined) this.world.left(node);
    this.connected.delete(name);
  }

  watchPods(watcher: Watcher): () => void {
    for (const pod of this.world.pods.values()) watcher({ type: 'ADDED', object: this.podObject(pod) });
    this.podWatchers.add(watcher);
    return () => this.podWatchers.delete(watcher);
  }

  watchEvents(watcher: Watcher): () => void {
    this.eventWatchers.add(watcher);
    return () => this.eventWatchers.delete(watcher);
  }

  watchDeployments(watcher: Watcher): () => void {
    this.deploymentWatchers.add(watcher);
    for (const object of this.world.objects.values()) this.tellDeployment('ADDED', object);
    return () => this.deploymentWatchers.delete(watcher);
  }

  /** The control plane's own node among them, which takes no pods. */
  nodeObjects(): readonly object[] {
    const ready = (isReady: boolean) => ({
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'Unknown', message: isReady ? '' : 'cni plugin not initialized' }],
    });
    return [
      { metadata: { name: 'control-plane' }, status: ready(this.hasNetwork) },
      ...[...this.world.nodes.values()].map(({ hello, silent, cordoned }) => ({
        metadata: { name: hello.name },
        spec: cordoned ? { unschedulable: true } : {},
        status: {
          ...ready(this.hasNetwork && !silent),
          allocatable: { cpu: `${hello.cpuMilli}m`, memory: String(hello.memoryBytes), pods: String(hello.podsMax) },
        },
      })),
    ];
  }

  private subnetOf(index: number): string {
    const [a, b, c] = this.plan.podSubnet.split('.').map(Number) as [number, number, number];
    return `${a}.${b}.${c + index}.0/24`;
  }

  private accept(socket: Socket): void {
    let here: Connected | undefined;
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    readLines(socket, (line: KubeletLine) => {
      if ('hello' in line) here = this.welcome(socket, line.hello);
      else if (here === undefined) socket.destroy();
      else {
        this.world.heard(here.node, false);
        if ('frame' in line) here.link.onFrame(line.frame);
        else writeLine(socket, { beat: true } satisfies ApiLine);
      }
    });
  }

  private welcome(socket: Socket, hello: Hello): Connected | undefined {
    if (hello.token !== this.plan.token) return void socket.destroy();
    this.sockets.get(hello.name)?.destroy();
    this.sockets.set(hello.name, socket);
    const before = this.connected.get(hello.name);
    const isSame = before?.boot === hello.boot;
    const here = isSame ? before : this.connect(hello, before?.node);
    if (!isSame && before !== undefined) this.world.heard(here.node, true);
    this.connected.set(hello.name, here);
    writeLine(socket, { welcome: { subnet: here.node.subnet } } satisfies ApiLine);
    this.tellSubnets();
    if (isSame) here.link.resend();
    return here;
  }

  private connect(hello: Hello, known: StandInNode | undefined): Connected {
    let node = known;
    const link = new ReliableLink<ToKubelet, FromKubelet>(
      (frame) => {
        const socket = this.sockets.get(hello.name);
        if (socket !== undefined && !socket.destroyed) writeLine(socket, { frame } satisfies ApiLine);
      },
      (message) => node !== undefined && this.onKubelet(node, message),
    );
    // Orders go to whichever connection the node has last.
    node ??= this.world.joined(hello, this.subnetOf(this.world.nodes.size + 1), (order) => this.connected.get(hello.name)?.link.post(order));
    return { node, link, boot: hello.boot };
  }

  private tellSubnets(): void {
    const subnets = [...this.world.nodes.values()].map(({ subnet, hello }) => ({ subnet, via: hello.address }));
    const all = [...subnets, { subnet: this.subnetOf(0), via: this.plan.address }];
    for (const socket of this.sockets.values()) if (!socket.destroyed) writeLine(socket, { subnets: all } satisfies ApiLine);
    this.network?.route(subnets);
  }

  private onKubelet(node: StandInNode, message: FromKubelet): void {
    if ('phase' in message) return this.world.said(node, message.phase);
    const { image, bytes, tookMs, wasThere } = message.pulled;
    this.world.stored(node, image, bytes);
    const text = wasThere
      ? `Container image "${image}" already present on machine`
      : `Successfully pulled image "${image}" in ${tookMs}ms (${tookMs}ms including waiting). Image size: ${bytes} bytes.`;
    for (const tell of this.eventWatchers) tell({ type: 'ADDED', object: { reason: 'Pulled', message: text } });
  }

  private tellRolledOut(resource: string): void {
    this.rolledOut.add(resource);
    const object = this.world.objects.get(resource);
    if (object !== undefined) this.tellDeployment('MODIFIED', object);
  }

  private tellDeployment(type: 'ADDED' | 'MODIFIED', object: KubernetesObject): void {
    if (object.kind !== 'Deployment') return;
    const { replicas = 1 } = (object as { spec?: { replicas?: number } }).spec ?? {};
    const updated = this.rolledOut.has(keyOf(object)) ? replicas : 0;
    const status = { observedGeneration: 1, replicas, updatedReplicas: updated, availableReplicas: updated };
    const told = { type, object: { ...object, metadata: { namespace: 'default', ...object.metadata }, status } };
    for (const tell of this.deploymentWatchers) tell(told);
  }

  private tellPods(type: string, pod: StandInPod): void {
    for (const tell of this.podWatchers) tell({ type, object: this.podObject(pod) });
  }

  /** What the Job controller writes on the pods of an indexed Job. */
  private marksOf(podName: string): object {
    const its = this.world.jobOf(podName);
    if (its === null) return {};
    return { labels: { 'batch.kubernetes.io/job-name': its.job }, annotations: { 'batch.kubernetes.io/job-completion-index': its.index } };
  }

  private podObject(pod: StandInPod): object {
    const { uid, name, node, spec, phase, restarts, ip, leaving, reason } = pod;
    const hasBegun = ['starting', 'running', 'ready', 'unready', 'restarting'].includes(phase);
    const isRunning = phase === 'running' || phase === 'ready' || phase === 'unready';
    const state = isRunning ? { running: {} } : { waiting: { reason: phase === 'restarting' ? 'CrashLoopBackOff' : 'ContainerCreating' } };
    return {
      metadata: { uid, name, namespace: 'default', ...this.marksOf(name), ...(leaving ? { deletionTimestamp: new Date().toISOString() } : {}) },
      spec: {
        ...(node === null ? {} : { nodeName: node.hello.name }),
        containers: [
          {
            image: spec?.image ?? containerOf(this.world.objectOf(name))?.image ?? '',
            resources: { requests: { cpu: `${spec?.requests.cpuMilli ?? 0}m`, memory: String(spec?.requests.memoryBytes ?? 0) } },
          },
        ],
      },
      status: {
        phase: PHASES[phase] ?? (isRunning ? 'Running' : 'Pending'),
        reason,
        podIP: ip,
        conditions: [{ type: 'Ready', status: phase === 'ready' && node?.silent !== true ? 'True' : 'False' }],
        containerStatuses:
          node === null ? [] : [{ ready: phase === 'ready', restartCount: restarts, state: hasBegun || phase !== 'scheduled' ? state : { waiting: {} } }],
      },
    };
  }
}

export const keyOf = ({ kind, metadata }: KubernetesObject): string => `${String(kind).toLowerCase()}/${metadata?.name}`;

const templateOf = (object: KubernetesObject | undefined): string =>
  JSON.stringify((object as { spec?: { template?: unknown } } | undefined)?.spec?.template ?? null);
