import type { Timeline } from '#core/run';
import type { DrawnRun } from '#core/scenario';
import { NEVER } from '#core/units';
import type { AppLedger } from './app-ledger.js';
import { share } from './node-ledger.js';

/** How the cluster stands when a window ends. */
export interface WindowEnd {
  readonly nodesUp: number;
  readonly nodesUsed: number;
  /** Thousandths of cores that machines have, and what of them is asked for. */
  readonly cores: number;
  readonly requestedMilli: number;
  readonly podsPending: number;
  /** By application, in the scenario's order. */
  readonly ready: readonly number[];
  readonly wanted: readonly number[];
}

/** The timeline of a live run: a row at the end of each window. What was used in it takes a while to be known, and comes later. */
export class LiveTimeline {
  private readonly ends: WindowEnd[] = [];
  private readonly usedShares: number[] = [];

  constructor(private readonly run: DrawnRun) {}

  /** The number of the row. */
  add(end: WindowEnd): number {
    this.usedShares.push(0);
    return this.ends.push(end) - 1;
  }

  /** What was used in these rows together, µs of CPU time. */
  usedIn(rows: readonly number[], usedUs: number): void {
    for (const row of rows) this.usedShares[row] = share((usedUs / rows.length) * 1000, (this.ends[row]?.cores ?? 0) * this.run.clock.windowUs);
  }

  close(ledgers: ReadonlyMap<string, AppLedger>): Timeline {
    const { applications, faults, clock } = this.run;
    const count = this.ends.length;
    const column = (of: (end: WindowEnd) => number): number[] => this.ends.map(of);
    return {
      windowUs: clock.windowUs,
      startUs: this.ends.map((_, row) => row * clock.windowUs),
      apps: applications.map(({ name }, index) => {
        const ledger = ledgers.get(name) as AppLedger;
        return {
          app: name,
          offered: ledger.offered.slice(0, count),
          served: ledger.served.slice(0, count),
          good: ledger.good.slice(0, count),
          p99Us: this.ends.map((_, row) => ledger.p99Of(row)),
          replicasReady: column(({ ready }) => ready[index] ?? 0),
          replicasWanted: column(({ wanted }) => wanted[index] ?? 0),
        };
      }),
      nodesUp: column(({ nodesUp }) => nodesUp),
      nodesUsed: column(({ nodesUsed }) => nodesUsed),
      cpuUsedShare: this.usedShares,
      cpuRequestedShare: column(({ requestedMilli, cores }) => share(requestedMilli, cores)),
      podsPending: column(({ podsPending }) => podsPending),
      faults: faults.map(({ atUs, untilUs, name, target }) => ({ atUs, untilUs: untilUs >= NEVER ? null : untilUs, fault: name, target })),
    };
  }
}
