import type { FaultGround } from './fault-ground.js';
import type { NodeSide } from './node-faults.js';
import { comesInto, isRemoved } from './verify-fault.js';

type Cut = 'control-plane' | 'all';
const SIDES: readonly NodeSide[] = ['power', 'plug', 'touch', 'link', 'speed'];
const NORMAL = new Set(['on', 'plugged', 'in-touch', 'clear', 'full-speed']);

/** Does to machines what a fault says, and looks from outside whether it is so: what ought to be follows from all faults that hold a machine. */
export class MachineDeeds {
  /** What began on which machine and was not seen yet. What starts again with a machine was its own fault's to be seen. */
  private readonly unseen = new Set<string>();

  constructor(private readonly ground: FaultGround) {}

  off = (fault: string, ids: readonly number[]): Promise<void> =>
    this.each(fault, ids, async (id) => {
      await this.ground.beforeOff();
      await this.ground.nodes.kill(id);
      this.lightUp(id);
      await this.verifyBegun(fault, id, 'power');
    });

  on = (fault: string, ids: readonly number[]): Promise<void> =>
    this.each(fault, ids, async (id) => {
      await this.ground.nodes.start(id);
      this.lightUp(id);
      await this.verify(fault, id, this.ground.nodes.isOff(id) ? ['power'] : ['power', ...this.changed(id)]);
    });

  cut = (fault: string, ids: readonly number[], what: Cut): Promise<void> =>
    this.each(fault, ids, async (id) => {
      await this.ground.nodes.cut(id, what);
      this.lightUp(id);
      await this.verifyBegun(fault, id, sideOf(what));
    });

  heal = (fault: string, ids: readonly number[], what: Cut): Promise<void> =>
    this.each(fault, ids, async (id) => {
      await this.ground.nodes.heal(id, what);
      this.lightUp(id);
      await this.verify(fault, id, [sideOf(what)]);
    });

  slow = (fault: string, ids: readonly number[], speedMilli: number): Promise<void> =>
    this.each(fault, ids, async (id) => {
      await this.ground.nodes.slow(id, speedMilli);
      await this.verifyBegun(fault, id, 'speed');
    });

  restoreSpeed = (fault: string, ids: readonly number[], speedMilli: number): Promise<void> =>
    this.each(fault, ids, async (id) => {
      await this.ground.nodes.restoreSpeed(id, speedMilli);
      await this.verify(fault, id, ['speed']);
    });

  blur = (fault: string, ids: readonly number[], lossMilli: number, delayUs: number): Promise<void> =>
    this.each(fault, ids, async (id) => {
      const words = await this.ground.nodes.blur(id, lossMilli, delayUs);
      if (words !== '') this.ground.report.say(`${fault}: node ${id}: ${words}`);
      await this.verifyBegun(fault, id, 'link');
    });

  clear = (fault: string, ids: readonly number[], lossMilli: number, delayUs: number): Promise<void> =>
    this.each(fault, ids, async (id) => {
      await this.ground.nodes.clear(id, lossMilli, delayUs);
      await this.verify(fault, id, ['link']);
    });

  /** The cloud takes them for good. */
  reclaim = (fault: string, ids: readonly number[]): Promise<void> =>
    this.each(fault, ids, async (id) => {
      const { cluster, measures, nowUs, report, beforeOff } = this.ground;
      const container = cluster.nodes.get(id)?.container;
      await beforeOff();
      await this.ground.nodes.inTurn(id, () => cluster.removeNode(id));
      measures.nodeLeft(id, nowUs());
      if (container !== undefined) report.seen(`${fault}: node ${id} gone`, !cluster.nodes.has(id) && (await isRemoved(container)));
    });

  reboot = (fault: string, id: number): Promise<void> =>
    this.each(fault, [id], async () => {
      const { nodes, beforeOff, measures, nowUs, report } = this.ground;
      const before = await this.startedAt(id);
      await beforeOff();
      measures.setReach(id, 'off', nowUs());
      await nodes.reboot(id);
      this.lightUp(id);
      if (nodes.isOff(id)) return report.say(`${fault}: node ${id} is off anyway, and starts anew when it is back`);
      report.seen(`${fault}: node ${id} restarted`, (await this.startedAt(id)) !== before);
      await this.verify(fault, id, ['power', ...this.changed(id)]);
    });

  /** Every machine as it was, and looked at. */
  async undoAll(): Promise<void> {
    const { nodes, report } = this.ground;
    const held = nodes.touched.filter((id) => this.ground.cluster.nodes.has(id)).map((id) => ({ id, sides: ['power' as const, ...this.changed(id)] }));
    const broken = held.filter(({ id, sides }) => sides.some((side) => !this.isNormal(id, side)));
    try {
      await nodes.undoAll();
      await Promise.all(broken.map(({ id, sides }) => this.verify('at the end', id, sides)));
    } catch (error) {
      report.fail(`at the end: not everything could be undone: ${(error as Error).message}`);
    }
  }

  private isNormal = (id: number, side: NodeSide): boolean => NORMAL.has(this.ground.nodes.expected(id, side) ?? '');

  /** What is not as it normally is, of a machine that is on or about to be. */
  private changed(id: number): readonly NodeSide[] {
    return SIDES.filter((side) => side !== 'power' && !this.isNormal(id, side));
  }

  /** What is gone cannot be hit: it had nothing to lose, as in the simulated world. */
  private async each(fault: string, ids: readonly number[], act: (id: number) => Promise<void>): Promise<void> {
    const { cluster } = this.ground;
    await Promise.all(
      ids.map(async (id) => {
        if (cluster.nodes.has(id)) await act(id).catch((error: unknown) => this.failed(fault, id, error));
        else this.isGone(fault, id);
      }),
    );
  }

  /** What is taken away in the middle of it has nothing to lose any more, either. */
  private failed(fault: string, id: number, error: unknown): void {
    const { cluster, report } = this.ground;
    if (cluster.nodes.has(id)) report.fail(`${fault}: node ${id} FAILED: ${(error as Error).message}`);
    else this.isGone(fault, id);
  }

  private isGone(fault: string, id: number): void {
    this.ground.report.say(`${fault}: node ${id} is no part of the cluster any more`);
  }

  private async startedAt(id: number): Promise<string | undefined> {
    return (await this.ground.cluster.nodes.get(id)?.container.inspect())?.State.StartedAt;
  }

  private lightUp(id: number): void {
    const { measures, nodes, nowUs } = this.ground;
    measures.setReach(id, nodes.isOff(id) ? 'off' : nodes.isDark(id) ? 'cut-off' : 'reached', nowUs());
  }

  private verifyBegun(fault: string, id: number, side: NodeSide): Promise<void> {
    this.unseen.add(keyOf(id, side));
    return this.verify(fault, id, [side]);
  }

  private async verify(fault: string, id: number, sides: readonly NodeSide[]): Promise<void> {
    const { cluster, nodes, measures, nowUs, report } = this.ground;
    for (const side of sides) {
      const wanted = nodes.expected(id, side);
      const isSo = await comesInto(cluster, id, () => nodes.expected(id, side));
      const condition = nodes.expected(id, side);
      if (!cluster.nodes.has(id)) return this.isGone(fault, id);
      if (condition === null || isSo === null) report.say(`${fault}: node ${id} cannot be reached now: done when it is back`);
      else if (wanted !== null && !NORMAL.has(wanted) && NORMAL.has(condition)) {
        if (this.unseen.has(keyOf(id, side))) report.fail(`${fault}: node ${id} ${wanted} was over before it could be seen from outside`);
      } else {
        this.unseen.delete(keyOf(id, side));
        measures.log(nowUs(), 'fault-verified', fault, id, condition, isSo ? 'yes' : 'no');
        report.seen(`${fault}: node ${id} ${condition}`, isSo);
      }
    }
  }
}

const keyOf = (id: number, side: NodeSide): string => `${id} ${side}`;
const sideOf = (what: Cut): NodeSide => (what === 'all' ? 'plug' : 'touch');
