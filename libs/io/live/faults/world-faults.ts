import type { ScheduledFault } from '#core/scenario';
import type { FaultGround } from './fault-ground.js';

type WorldFault = ScheduledFault & { readonly kind: 'crash-loop' | 'stale-view' | 'stock-out' };

/**
 * Faults of the world that the judge makes for the control planes that it steps: what they hear, what can be bought, which
 * starts fail. There is nothing outside of it to look at; a driver that has no such world was refused before.
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

  /** Real orchestrators have no word for it: their machine just goes. */
  notice(fault: ScheduledFault & { readonly kind: 'spot-reclaim' }): void {
    const { cluster, report } = this.ground;
    const nodes = fault.nodes.filter((node) => cluster.nodes.has(node));
    for (const node of nodes) cluster.inject?.({ reclaimNotice: { node, atUs: fault.goneAtUs } });
    if (cluster.inject === undefined) report.say(`${fault.name}: no notice is given, as ${cluster.driver} has no way to hear one`);
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
