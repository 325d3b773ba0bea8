import type { DrawnNode, DrawnRun } from '#core/scenario';
import { HOSTS } from '../cluster/hosts.js';
import { inTime } from '../cluster/in-time.js';
import type { SandboxServices } from '../cluster/sandbox-services.js';
import { LiveFault } from '../engine/open-engine.js';
import type { FromAgent, ToAgent } from '../programs/agent-messages.js';
import type { HubReport } from '../programs/hub.js';
import type { ControlLoop } from './control-loop.js';
import { createNodeContainer, LightNode, nodeRole } from './light-node.js';
import type { RunClock } from './run-clock.js';

interface MachineParts {
  readonly run: DrawnRun;
  readonly services: SandboxServices;
  readonly clock: RunClock;
  readonly loop: ControlLoop;
  /** What a node has to be told that comes late. */
  readonly standing: () => readonly ToAgent[];
  readonly said: (node: LightNode, message: FromAgent) => void;
  /** It is another since its machine started again: what ran on it is lost. */
  readonly restarted: (node: LightNode) => void;
}

/** How many heartbeat periods may pass before an agent counts as silent: one is missing, and the next is clearly late. */
const BEAT_SLACK = 1.25;

/** The machines of a light cluster, as their agents show them through the hub: there, silent, heard again, restarted. */
export class LightMachines {
  readonly nodes = new Map<number, LightNode>();
  private readonly awaited = new Map<string, () => void>();
  /** Last numbers of addresses in use: machines come and go, and their own numbers have no end. */
  private readonly hosts = new Set<number>();
  private beats: NodeJS.Timeout | undefined;
  private stopped = false;
  private end: () => void = () => undefined;
  private readonly ended: Promise<never>;

  constructor(private readonly parts: MachineParts) {
    this.ended = new Promise((_, reject) => (this.end = () => reject(new LiveFault('stopped', 'the cluster is being taken down'))));
    this.ended.catch(() => undefined);
    parts.services.onHubReport((report) => this.onHub(report));
  }

  at(id: number): LightNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new LiveFault('cluster-failed', `there is no node ${id}`, false);
    return node;
  }

  tellAll(message: ToAgent): void {
    for (const node of this.nodes.values()) node.link.post(message);
  }

  /** Returns once its agent has said hello; `made` is called when it is one of the nodes. */
  async start(drawn: DrawnNode, made: () => void = () => undefined): Promise<LightNode> {
    const { services, run, said } = this.parts;
    const { id } = drawn.facts;
    const host = this.freeHost();
    this.hosts.add(host);
    const container = await createNodeContainer(services.sandbox, drawn, host, run.cluster.lags.heartbeatUs);
    const transmit = (to: string, frame: Parameters<ConstructorParameters<typeof LightNode>[4]>[1]) => services.tellHub({ to, frame });
    const node = new LightNode(drawn, nodeRole(id), container, services.sandbox.address(host), transmit, said);
    this.nodes.set(id, node);
    made();
    const hello = new Promise<void>((resolve) => this.awaited.set(node.name, resolve));
    await services.sandbox.start(container);
    await hello;
    return node;
  }

  /** A machine that comes while the run is on its way. */
  async join(drawn: DrawnNode, made: () => void): Promise<void> {
    const { standing, clock, loop } = this.parts;
    try {
      const node = await inTime(Promise.race([this.start(drawn, made), this.ended]), 'a machine that joins');
      for (const message of standing()) node.link.post(message);
      node.lastHeardUs = clock.nowUs;
      loop.post('node', { kind: 'node-joined', node: drawn.facts });
    } catch (error) {
      if (!this.stopped) throw error;
    }
  }

  async remove(node: LightNode): Promise<void> {
    this.nodes.delete(node.drawn.facts.id);
    await node.container.remove({ force: true });
    this.hosts.delete(Number(node.address.split('.').at(-1)));
  }

  private freeHost(): number {
    let host: number = HOSTS.firstNode;
    while (this.hosts.has(host)) host++;
    return host;
  }

  /** Tells of those that are there, and from now on of those that fall silent. */
  begin(): void {
    const { loop, run } = this.parts;
    // In the order of their numbers, as in the simulated world, whichever container was up first.
    const inOrder = [...this.nodes.values()].sort((a, b) => a.drawn.facts.id - b.drawn.facts.id);
    for (const node of inOrder) loop.post('node', { kind: 'node-joined', node: node.drawn.facts });
    this.beats = setInterval(() => this.watchBeats(), Math.max(50, run.cluster.lags.heartbeatUs / 8000));
  }

  stop(): void {
    this.stopped = true;
    this.end();
    clearInterval(this.beats);
  }

  private onHub(report: HubReport): void {
    if ('hello' in report) return this.onHello(report.hello, report.boot);
    const node = 'beat' in report ? this.named(report.beat) : 'from' in report ? this.named(report.from) : undefined;
    if (node === undefined) return;
    this.heard(node, false);
    if ('from' in report) node.link.onFrame(report.frame);
  }

  private named(name: string): LightNode | undefined {
    return this.nodes.get(Number(name.slice('node-'.length)));
  }

  private onHello(name: string, boot: string): void {
    const node = this.named(name);
    if (node === undefined) return;
    const isFirst = node.boot === null;
    const rebooted = !isFirst && node.boot !== boot;
    node.boot = boot;
    this.awaited.get(name)?.();
    if (isFirst) return;
    if (!rebooted) {
      this.heard(node, false);
      node.link.resend();
      return;
    }
    node.reset();
    this.heard(node, true);
    for (const message of this.parts.standing()) node.link.post(message);
    this.parts.restarted(node);
  }

  private heard(node: LightNode, rebooted: boolean): void {
    const { clock, loop } = this.parts;
    if (!clock.hasBegun) return;
    node.lastHeardUs = Math.max(0, clock.nowUs);
    if (!node.toldSilent && !rebooted) return;
    node.toldSilent = false;
    loop.post('node', { kind: 'node-heard', node: node.drawn.facts.id, rebooted });
  }

  private watchBeats(): void {
    const { clock, loop, run } = this.parts;
    const { heartbeatUs } = run.cluster.lags;
    for (const node of this.nodes.values()) {
      if (node.toldSilent || clock.nowUs - node.lastHeardUs < heartbeatUs * BEAT_SLACK) continue;
      node.toldSilent = true;
      loop.post('node', { kind: 'node-silent', node: node.drawn.facts.id, lastHeardUs: Math.round(node.lastHeardUs) });
    }
  }
}
