import type { LiveCluster, LiveNode } from '../cluster/live-cluster.js';
import { isGone } from '../engine/open-engine.js';
import type { HostFacts } from '../probe/host-facts.js';
import { LinkFaults } from './link-faults.js';

/** Speeds below this are a machine that hangs: paused, as no quota is that small. */
const HANGS_MILLI = 10;

interface NodeState {
  off: number;
  readonly cuts: ('control-plane' | 'all')[];
  readonly speeds: number[];
  readonly blurs: { readonly lossMilli: number; readonly delayUs: number }[];
}

/**
 * What can be done to a machine of any driver, from outside: its container is killed, paused, unplugged, throttled; its link
 * is cut in part, loses packets or is slow. Faults overlap, so each is counted; `undoAll` leaves every machine as it was.
 */
export class NodeFaults {
  readonly links: LinkFaults;
  private readonly states = new Map<number, NodeState>();

  constructor(
    private readonly cluster: LiveCluster,
    facts: HostFacts,
    private readonly network = facts.network,
  ) {
    this.links = new LinkFaults(cluster.sandbox, this.network);
  }

  /** Power off. */
  async kill(id: number): Promise<void> {
    const state = this.stateOf(id);
    if (state.off++ > 0) return;
    await this.nodeAt(id)?.container.kill({ signal: 'SIGKILL' }).catch(ignoreGone);
    this.cluster.nodeStopped(id);
  }

  /** Power is back, once nothing keeps the machine off any more. */
  async start(id: number): Promise<void> {
    const state = this.stateOf(id);
    if (state.off === 0 || --state.off > 0) return;
    const node = this.nodeAt(id);
    if (node === undefined) return;
    await node.container.start().catch(ignoreGone);
    await this.cluster.nodeStarted(id);
    // A machine that starts has a new network namespace: what was cut or blurred is so again.
    for (const cut of state.cuts) await this.applyCut(node, cut, true);
    for (const { lossMilli, delayUs } of state.blurs) await this.links.blur(node.container, lossMilli, delayUs);
  }

  async reboot(id: number): Promise<void> {
    await this.kill(id);
    await this.start(id);
  }

  async pause(id: number): Promise<void> {
    await this.nodeAt(id)?.container.pause();
  }

  async unpause(id: number): Promise<void> {
    await this.nodeAt(id)?.container.unpause().catch(ignoreGone);
  }

  /** `all`: unplugged. `control-plane`: runs on and serves, and cannot be heard by those who command it. */
  async cut(id: number, what: 'control-plane' | 'all'): Promise<void> {
    const { cuts } = this.stateOf(id);
    const node = this.nodeAt(id);
    cuts.push(what);
    if (node !== undefined && cuts.filter((one) => one === what).length === 1) await this.applyCut(node, what, true);
  }

  async heal(id: number, what: 'control-plane' | 'all'): Promise<void> {
    const { cuts } = this.stateOf(id);
    const index = cuts.indexOf(what);
    if (index < 0) return;
    cuts.splice(index, 1);
    const node = this.nodeAt(id);
    if (node !== undefined && !cuts.includes(what)) await this.applyCut(node, what, false);
  }

  /** CPU quota in thousandths of what the machine normally has. */
  async slow(id: number, speedMilli: number): Promise<void> {
    this.stateOf(id).speeds.push(speedMilli);
    await this.applySpeed(id);
  }

  async restoreSpeed(id: number, speedMilli: number): Promise<void> {
    const { speeds } = this.stateOf(id);
    const index = speeds.indexOf(speedMilli);
    if (index >= 0) speeds.splice(index, 1);
    await this.applySpeed(id);
  }

  async blur(id: number, lossMilli: number, delayUs: number): Promise<string> {
    const node = this.nodeAt(id);
    this.stateOf(id).blurs.push({ lossMilli, delayUs });
    return node === undefined ? '' : this.links.blur(node.container, lossMilli, delayUs);
  }

  async clear(id: number, lossMilli: number, delayUs: number): Promise<void> {
    const { blurs } = this.stateOf(id);
    const index = blurs.findIndex((one) => one.lossMilli === lossMilli && one.delayUs === delayUs);
    if (index >= 0) blurs.splice(index, 1);
    const node = this.nodeAt(id);
    if (node === undefined) return;
    await this.links.clear(node.container, lossMilli).catch(() => undefined);
    for (const rest of blurs) await this.links.blur(node.container, 0, rest.delayUs);
  }

  /** Every machine as it was: also those that several faults hold. */
  async undoAll(): Promise<void> {
    for (const [id, state] of this.states) {
      for (const cut of [...state.cuts]) await this.heal(id, cut);
      for (const blur of [...state.blurs]) await this.clear(id, blur.lossMilli, blur.delayUs);
      for (const speed of [...state.speeds]) await this.restoreSpeed(id, speed);
      while (state.off > 0) await this.start(id);
    }
  }

  isOff(id: number): boolean {
    return this.stateOf(id).off > 0;
  }

  private async applyCut(node: LiveNode, what: 'control-plane' | 'all', isCut: boolean): Promise<void> {
    if (what === 'control-plane')
      return this.links
        .cut(node.container, this.cluster.controlAddresses, isCut)
        .catch((error: unknown) => (isCut ? Promise.reject(error as Error) : undefined));
    const { network } = this.cluster.sandbox.network;
    if (isCut) return void (await network.disconnect({ Container: node.container.id, Force: true }));
    const connect = () => network.connect({ Container: node.container.id, EndpointConfig: { IPAMConfig: { IPv4Address: node.address } } });
    await (this.cluster.replug?.(node.drawn.facts.id, connect) ?? connect());
  }

  private async applySpeed(id: number): Promise<void> {
    const node = this.nodeAt(id);
    if (node === undefined) return;
    const { speeds } = this.stateOf(id);
    const milli = speeds.reduce((product, speed) => (product * speed) / 1000, 1000);
    const { State } = await node.container.inspect();
    if (milli < HANGS_MILLI) {
      if (!State.Paused) await node.container.pause();
      return;
    }
    if (State.Paused) await node.container.unpause();
    const { allocatable } = node.drawn.facts;
    await node.container.update({ NanoCpus: Math.max(10_000_000, Math.round(allocatable.cpuMilli * node.drawn.speedMilli * milli)) });
  }

  private nodeAt(id: number): LiveNode | undefined {
    return this.cluster.nodes.get(id);
  }

  private stateOf(id: number): NodeState {
    let state = this.states.get(id);
    if (state === undefined) this.states.set(id, (state = { off: 0, cuts: [], speeds: [], blurs: [] }));
    return state;
  }
}

function ignoreGone(error: unknown): void {
  if (!isGone(error) && !/is not running/.test((error as Error).message)) throw error;
}
