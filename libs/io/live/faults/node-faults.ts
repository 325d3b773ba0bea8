import type { LiveCluster, LiveNode } from '../cluster/live-cluster.js';
import { isGone } from '../engine/open-engine.js';
import type { HostFacts } from '../probe/host-facts.js';
import { LinkFaults } from './link-faults.js';
import type { NodeCondition } from './verify-fault.js';

/** Speeds below this are a machine that hangs: paused, as no quota is that small. */
const HANGS_MILLI = 10;

/** What of a machine a fault changes. */
export type NodeSide = 'power' | 'plug' | 'touch' | 'link' | 'speed';

interface NodeState {
  off: number;
  readonly cuts: ('control-plane' | 'all')[];
  readonly speeds: number[];
  readonly blurs: { readonly lossMilli: number; readonly delayUs: number }[];
}

/**
 * What can be done to a machine of any driver, from outside: its container is killed, paused, unplugged, throttled; its link
 * is cut in part, loses packets or is slow. Faults overlap, so each is counted, and what a machine ought to look like follows
 * from all that hold it. One that is off has no process and no link to do anything to: it is done when it is back.
 */
export class NodeFaults {
  readonly links: LinkFaults;
  private readonly states = new Map<number, NodeState>();
  private readonly turns = new Map<number, Promise<void>>();

  constructor(
    private readonly cluster: LiveCluster,
    facts: HostFacts,
    private readonly network = facts.network,
  ) {
    this.links = new LinkFaults(cluster.sandbox, this.network);
  }

  /** Power off. */
  kill = (id: number): Promise<void> => this.inTurn(id, () => this.powerOff(id));

  /** Power is back, once nothing keeps the machine off any more. */
  start = (id: number): Promise<void> => this.inTurn(id, () => this.powerOn(id));

  reboot = (id: number): Promise<void> =>
    this.inTurn(id, async () => {
      await this.powerOff(id);
      await this.powerOn(id);
    });

  /** `all`: unplugged. `control-plane`: runs on and serves, and cannot be heard by those who command it. */
  cut = (id: number, what: 'control-plane' | 'all'): Promise<void> => this.inTurn(id, () => this.hold(id, what));

  heal = (id: number, what: 'control-plane' | 'all'): Promise<void> => this.inTurn(id, () => this.letGo(id, what));

  /** CPU quota in thousandths of what the machine normally has. */
  slow = (id: number, speedMilli: number): Promise<void> =>
    this.inTurn(id, async () => {
      this.stateOf(id).speeds.push(speedMilli);
      await this.applySpeed(id);
    });

  restoreSpeed = (id: number, speedMilli: number): Promise<void> =>
    this.inTurn(id, async () => {
      const { speeds } = this.stateOf(id);
      const index = speeds.indexOf(speedMilli);
      if (index >= 0) speeds.splice(index, 1);
      await this.applySpeed(id);
    });

  /** In words what was done to its link; empty: it has none now. */
  blur = (id: number, lossMilli: number, delayUs: number): Promise<string> =>
    this.inTurn(id, async () => {
      const node = this.nodeAt(id);
      this.stateOf(id).blurs.push({ lossMilli, delayUs });
      return node === undefined || this.isDark(id) ? '' : this.links.blur(node.container, lossMilli, delayUs);
    });

  clear = (id: number, lossMilli: number, delayUs: number): Promise<void> =>
    this.inTurn(id, async () => {
      const { blurs } = this.stateOf(id);
      const index = blurs.findIndex((one) => one.lossMilli === lossMilli && one.delayUs === delayUs);
      if (index >= 0) blurs.splice(index, 1);
      const node = this.nodeAt(id);
      if (node === undefined || this.isDark(id)) return;
      await this.links.clear(node.container, lossMilli);
      for (const rest of blurs) await this.links.blur(node.container, 0, rest.delayUs);
    });

  /** Every machine as it was: also those that several faults hold. */
  async undoAll(): Promise<void> {
    for (const [id, state] of this.states) {
      while (state.off > 0) await this.start(id);
      for (const cut of [...state.cuts]) await this.heal(id, cut);
      for (const blur of [...state.blurs]) await this.clear(id, blur.lossMilli, blur.delayUs);
      for (const speed of [...state.speeds]) await this.restoreSpeed(id, speed);
    }
  }

  /** Machines that were ever touched. */
  get touched(): readonly number[] {
    return [...this.states.keys()];
  }

  isOff(id: number): boolean {
    return this.stateOf(id).off > 0;
  }

  /** Nobody can reach it. */
  isDark(id: number): boolean {
    return this.isOff(id) || this.stateOf(id).cuts.includes('all');
  }

  /** What all faults that hold it now make of one side of it; null: it is off or gone, so that nothing is to be seen of that side. */
  expected(id: number, side: NodeSide): NodeCondition | null {
    const { off, cuts, speeds, blurs } = this.stateOf(id);
    if (this.nodeAt(id) === undefined) return null;
    if (side === 'power') return off > 0 ? 'off' : 'on';
    if (off > 0 || (side === 'link' && cuts.includes('all'))) return null;
    switch (side) {
      case 'plug':
        return cuts.includes('all') ? 'unplugged' : 'plugged';
      case 'touch':
        return cuts.length > 0 ? 'cut-off' : 'in-touch';
      case 'link':
        return blurs.some(({ lossMilli, delayUs }) => lossMilli > 0 || delayUs > 0) ? 'blurred' : 'clear';
      case 'speed':
        return speedOf(speeds) < HANGS_MILLI ? 'paused' : speedOf(speeds) < 1000 ? 'slow' : 'full-speed';
    }
  }

  private async powerOff(id: number): Promise<void> {
    const state = this.stateOf(id);
    if (state.off++ > 0) return;
    await this.nodeAt(id)?.container.kill({ signal: 'SIGKILL' }).catch(ignoreGone);
    this.cluster.nodeStopped(id);
  }

  private async powerOn(id: number): Promise<void> {
    const state = this.stateOf(id);
    if (state.off === 0 || --state.off > 0) return;
    const node = this.nodeAt(id);
    if (node === undefined) return;
    await node.container.start().catch(ignoreGone);
    await this.cluster.nodeStarted(id);
    // A machine that starts has a new network namespace and runs again: what was cut, blurred or hung is so again.
    for (const cut of new Set(state.cuts)) await this.applyCut(node, cut, true);
    if (!state.cuts.includes('all')) await this.blurAgain(node);
    if (state.speeds.length > 0) await this.applySpeed(id);
  }

  private async hold(id: number, what: 'control-plane' | 'all'): Promise<void> {
    const { cuts, off } = this.stateOf(id);
    const node = this.nodeAt(id);
    cuts.push(what);
    if (node !== undefined && off === 0 && cuts.filter((one) => one === what).length === 1) await this.applyCut(node, what, true);
  }

  private async letGo(id: number, what: 'control-plane' | 'all'): Promise<void> {
    const { cuts, off } = this.stateOf(id);
    const index = cuts.indexOf(what);
    if (index < 0) return;
    cuts.splice(index, 1);
    const node = this.nodeAt(id);
    if (node === undefined || cuts.includes(what)) return;
    if (off === 0) {
      await this.applyCut(node, what, false);
      return what === 'all' ? this.blurAgain(node) : undefined;
    }
    // Its rules went with its namespace; the cable is put back in for when it starts.
    if (what === 'all' && !(await this.isPlugged(node))) await this.plug(node);
  }

  private async applyCut(node: LiveNode, what: 'control-plane' | 'all', isCut: boolean): Promise<void> {
    if (what === 'control-plane')
      return this.links
        .cut(node.container, this.cluster.controlAddresses, isCut)
        .catch((error: unknown) => (isCut ? Promise.reject(error as Error) : undefined));
    if ((await this.isPlugged(node)) !== isCut) return;
    if (isCut) return void (await this.cluster.sandbox.network.network.disconnect({ Container: node.container.id, Force: true }));
    await (this.cluster.replug?.(node.drawn.facts.id, () => this.plug(node)) ?? this.plug(node));
  }

  /** A cable that was put back in is a new link. */
  private async blurAgain(node: LiveNode): Promise<void> {
    const { blurs } = this.stateOf(node.drawn.facts.id);
    for (const { lossMilli } of blurs) await this.links.clear(node.container, lossMilli);
    for (const { lossMilli, delayUs } of blurs) await this.links.blur(node.container, lossMilli, delayUs);
  }

  private async isPlugged(node: LiveNode): Promise<boolean> {
    return (await node.container.inspect()).NetworkSettings.Networks[this.cluster.sandbox.network.name] !== undefined;
  }

  private plug(node: LiveNode): Promise<void> {
    const { network } = this.cluster.sandbox.network;
    return network.connect({ Container: node.container.id, EndpointConfig: { IPAMConfig: { IPv4Address: node.address } } });
  }

  private async applySpeed(id: number): Promise<void> {
    const node = this.nodeAt(id);
    if (node === undefined) return;
    const milli = speedOf(this.stateOf(id).speeds);
    const { State } = await node.container.inspect();
    if (milli < HANGS_MILLI) {
      if (State.Running && !State.Paused) await node.container.pause();
      return;
    }
    if (State.Paused) await node.container.unpause();
    const { allocatable } = node.drawn.facts;
    await node.container.update({ NanoCpus: Math.max(10_000_000, Math.round(allocatable.cpuMilli * node.drawn.speedMilli * milli)) });
  }

  /** What is done to one machine is done one after the other: it must not be unplugged while it starts. */
  inTurn<T>(id: number, act: () => Promise<T>): Promise<T> {
    const done = (this.turns.get(id) ?? Promise.resolve()).then(act);
    this.turns.set(
      id,
      done.then(
        () => undefined,
        () => undefined,
      ),
    );
    return done;
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

const speedOf = (speeds: readonly number[]): number => speeds.reduce((product, speed) => (product * speed) / 1000, 1000);

function ignoreGone(error: unknown): void {
  if (!isGone(error) && !/is not running/.test((error as Error).message)) throw error;
}
