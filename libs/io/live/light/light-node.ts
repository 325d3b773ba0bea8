import type Docker from 'dockerode';
import type { DrawnNode } from '#core/scenario';
import type { LiveNode } from '../cluster/live-cluster.js';
import type { Sandbox } from '../cluster/sandbox.js';
import { HOSTS } from '../cluster/hosts.js';
import { LABEL } from '../engine/labels.js';
import type { FromAgent, ToAgent } from '../programs/agent-messages.js';
import { type Frame, ReliableLink } from '../programs/reliable-link.js';

const FIRST_PORT = 20_000;
/** The agent, and what each process of a pod takes beyond what its application is said to take. */
const AGENT_BYTES = 160 << 20;
const PROCESS_BYTES = 24 << 20;

/** A node as the control plane's side sees it: its agent may be cut off, silent, or another one since its machine restarted. */
export class LightNode implements LiveNode {
  link: ReliableLink<ToAgent, FromAgent>;
  boot: string | null = null;
  /** When the agent was last heard, µs since time 0. */
  lastHeardUs = 0;
  toldSilent = false;
  private nextPort = FIRST_PORT;

  constructor(
    readonly drawn: DrawnNode,
    readonly name: string,
    readonly container: Docker.Container,
    readonly address: string,
    private readonly transmit: (name: string, frame: Frame<ToAgent>) => void,
    private readonly deliver: (node: LightNode, message: FromAgent) => void,
  ) {
    this.link = this.newLink();
  }

  port(): number {
    return this.nextPort++;
  }

  /** The machine restarted: what was under way to the old agent will never arrive. Returns it. */
  reset(): readonly ToAgent[] {
    const lost = this.link.unconfirmed;
    this.link = this.newLink();
    return lost;
  }

  private newLink(): ReliableLink<ToAgent, FromAgent> {
    return new ReliableLink<ToAgent, FromAgent>(
      (frame) => this.transmit(this.name, frame),
      (message) => this.deliver(this, message),
    );
  }
}

/** Creates the container of a node: capped at what the scenario says the machine has, hardened, without any privilege. */
export async function createNodeContainer(sandbox: Sandbox, drawn: DrawnNode, host: number, heartbeatUs: number): Promise<Docker.Container> {
  const { id, allocatable, podsMax } = drawn.facts;
  const name = nodeRole(id);
  const memory = allocatable.memoryBytes + AGENT_BYTES + Math.min(podsMax, 64) * PROCESS_BYTES;
  return sandbox.create({
    role: name,
    host,
    command: sandbox.program('node-agent', name, sandbox.address(HOSTS.hub), sandbox.address(HOSTS.registry), String(Math.round(heartbeatUs / 1000))),
    labels: { [LABEL.node]: drawn.facts.name },
    limits: {
      NanoCpus: Math.round(allocatable.cpuMilli * drawn.speedMilli) * 1000,
      Memory: memory,
      MemorySwap: memory,
      PidsLimit: 64 + 16 * Math.min(podsMax, 250),
    },
  });
}

export const nodeRole = (id: number): string => `node-${id}`;
