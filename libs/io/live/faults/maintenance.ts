import type { MaintenanceStep, ScheduledFault } from '#core/scenario';
import { NEVER } from '#core/units';
import { comesToBe } from './ask-orchestrator.js';
import type { FaultGround } from './fault-ground.js';

const POLL_MS = 250;

export type Drain = ScheduledFault & { readonly kind: 'drain' };
type Action = 'drain' | 'uncordon';
type Order = MaintenanceStep & { readonly action: Action };

/**
 * The operator's orders to the orchestrator. That it took the order is seen from outside: a real one is asked by its own command, and
 * Regatta's own have it in the log of what they were told. How long emptying a machine takes, and whether something is allowed
 * to stay, is the entry's own matter, and told.
 */
export class Maintenance {
  private readonly ordered = new Map<number, Order>();

  constructor(
    private readonly ground: FaultGround,
    private readonly isEnded: () => boolean,
  ) {}

  async order(fault: Drain, order: Order): Promise<void> {
    const { cluster, report, nowUs } = this.ground;
    const { node, action } = order;
    const machine = cluster.nodes.get(node);
    if (machine === undefined) return report.say(`${fault.name}: node ${node} is no part of the cluster any more`);
    this.ordered.set(node, order);
    const sinceUs = nowUs();
    // A real one may be told and not be done for minutes.
    const told = cluster.maintain(node, action).catch((error: unknown) => report.fail(`${fault.name}: node ${node} FAILED: ${(error as Error).message}`));
    const isTaken =
      cluster.driver === 'light' ? await this.isInLog(fault, order, sinceUs) : await comesToBe(cluster, machine.drawn.facts.name, action === 'drain');
    if (!cluster.nodes.has(node)) report.say(`${fault.name}: node ${node} is no part of the cluster any more`);
    else if (this.ordered.get(node) !== order) report.say(`${fault.name}: node ${node} had another order before this one was seen`);
    else report.seen(`${fault.name}: node ${node} ${action === 'drain' ? 'closed' : 'open'}`, isTaken);
    if (action === 'drain') await this.watch(fault, order, sinceUs);
    await told;
  }

  /** Back to work, all that are still closed. */
  async undoAll(): Promise<void> {
    const { cluster, report } = this.ground;
    const closed = [...this.ordered].filter(([node, { action }]) => action === 'drain' && cluster.nodes.has(node)).map(([node]) => node);
    await Promise.all(
      closed.map(async (node) => {
        const name = cluster.nodes.get(node)?.drawn.facts.name ?? '';
        await cluster.maintain(node, 'uncordon').catch((error: unknown) => report.fail(`at the end: node ${node} FAILED: ${(error as Error).message}`));
        if (cluster.driver !== 'light') report.seen(`at the end: node ${node} open`, await comesToBe(cluster, name, false));
      }),
    );
  }

  /** What is told late by a fault of the view is not told too late. */
  private async isInLog(fault: Drain, order: Order, sinceUs: number): Promise<boolean> {
    const { measures, run } = this.ground;
    const isThere = (): boolean => measures.wasTold(order.node, order.action, sinceUs);
    while (!isThere() && !this.isOver(fault, order)) await new Promise((resolve) => setTimeout(resolve, POLL_MS / 5));
    return isThere() || run.faults.some(({ kind }) => kind === 'stale-view');
  }

  private async watch(fault: Drain, order: Order, sinceUs: number): Promise<void> {
    const { cluster, nowUs, report } = this.ground;
    const { node } = order;
    const held = (): number => cluster.pods().filter((pod) => pod.node === node).length;
    while (held() > 0 && !this.isOver(fault, order)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const seconds = ((nowUs() - sinceUs) / 1e6).toFixed(1);
    const end = held() === 0 ? 'was empty' : `still held ${held()} pods`;
    report.say(`${fault.name}: node ${node} ${end} ${seconds} s after it was drained`);
  }

  /** The next order for the machine is due. By the scenario's times: a timer may come a millisecond before its own. */
  private isOver({ steps }: Drain, { node, atUs }: Order): boolean {
    const { nowUs, run } = this.ground;
    const next = steps.find((step) => step.node === node && step.atUs > atUs && step.action !== 'drain');
    return this.isEnded() || nowUs() >= Math.min(next?.atUs ?? NEVER, run.clock.horizonUs);
  }
}
