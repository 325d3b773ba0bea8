import type { ScheduledFault } from '#core/scenario';
import { comesToBe } from './ask-orchestrator.js';
import type { FaultGround } from './fault-ground.js';

type SpotReclaim = ScheduledFault & { readonly kind: 'spot-reclaim' };
type WorldFault = ScheduledFault & { readonly kind: 'crash-loop' | 'stale-view' | 'stock-out' };

/**
 * Faults of the world that the judge makes for the control planes that it steps: what they hear, what can be bought, which
 * starts fail. There is nothing outside of it to look at; a driver that has no such world was refused before, but for the notice that a
 * machine is about to go.
 */
export class WorldFaults {
  private readonly crashes: { readonly app: string; readonly milli: number }[] = [];

  constructor(private readonly ground: FaultGround) {}

  begin(fault: WorldFault): void {
    this.change(fault, 1);
  }

  end(fault: WorldFault): void {
    this.change(fault, -1);
  }

  /**
   * Regatta's own control planes hear it, and drain the machine. A real orchestrator has no word for it: there its operator's handler
   * hears it from the cloud, and drains the machine by the orchestrator's own command.
   */
  async notice(fault: SpotReclaim): Promise<void> {
    const { cluster } = this.ground;
    const nodes = fault.nodes.filter((node) => cluster.nodes.has(node));
    if (cluster.inject === undefined) return void (await Promise.all(nodes.map((node) => this.drain(fault, node))));
    for (const node of nodes) cluster.inject({ reclaimNotice: { node, atUs: fault.goneAtUs } });
  }

  private async drain({ name }: SpotReclaim, node: number): Promise<void> {
    const { cluster, report } = this.ground;
    const isGone = (): boolean => !cluster.nodes.has(node);
    // It may take longer than the machine has left.
    cluster.maintain(node, 'drain').catch((error: unknown) => isGone() || report.fail(`${name}: node ${node} FAILED: ${(error as Error).message}`));
    const isClosed = await comesToBe(cluster, cluster.nodes.get(node)?.drawn.facts.name ?? '', true, isGone);
    if (!isClosed && isGone()) report.say(`${name}: node ${node} was gone before it was seen closed`);
    else report.seen(`${name}: node ${node} closed`, isClosed);
  }

  private change(fault: WorldFault, by: 1 | -1): void {
    const { cluster, report } = this.ground;
    if (cluster.inject === undefined) return report.fail(`${fault.name}: FAILED: the driver ${cluster.driver} cannot do ${fault.kind}`);
    switch (fault.kind) {
      case 'crash-loop':
        cluster.inject({ crashMilli: this.crashesWith(fault, by) });
        break;
      case 'stale-view':
        cluster.inject({ staleUs: by * fault.lagUs });
        break;
      case 'stock-out':
        cluster.inject({ stockOut: { pool: fault.pool, by } });
        break;
    }
    report.say(`${fault.name}: ${fault.target}: ${by === 1 ? 'begun' : 'over'}`);
  }

  private crashesWith({ app, probabilityMilli: milli }: WorldFault & { readonly kind: 'crash-loop' }, by: 1 | -1): Readonly<Record<string, number>> {
    const place = this.crashes.findIndex((one) => one.app === app && one.milli === milli);
    if (by === 1) this.crashes.push({ app, milli });
    else if (place >= 0) this.crashes.splice(place, 1);
    const crashMilli: Record<string, number> = {};
    for (const { name } of this.ground.run.applications) {
      const fine = this.crashes.reduce((share, one) => (one.app === name ? (share * (1000 - one.milli)) / 1000 : share), 1);
      crashMilli[name] = Math.round(1000 * (1 - fine));
    }
    return crashMilli;
  }
}
