import type { Timeline } from '#core/run';
import { type DrawnRun } from '#core/scenario';
import { NEVER } from '#core/units';
import type { Machine } from '../node/machine.js';
import type { AppTraffic } from '../traffic/app-traffic.js';
import { share } from './usage-meter.js';

/** One row a window, as the cluster is at its end. */
export class TimelineSampler {
  private readonly nodesUp: number[] = [];
  private readonly nodesUsed: number[] = [];
  private readonly cpuUsedShare: number[] = [];
  private readonly cpuRequestedShare: number[] = [];
  private readonly podsPending: number[] = [];
  private readonly readyNow: number[];
  private readonly wantedNow: number[];
  private readonly readyThen: number[][];
  private readonly wantedThen: number[][];
  private usedBefore = 0;

  constructor(
    private readonly run: DrawnRun,
    private readonly apps: readonly AppTraffic[],
  ) {
    this.readyNow = apps.map(() => 0);
    this.wantedNow = apps.map(() => 0);
    this.readyThen = apps.map(() => []);
    this.wantedThen = apps.map(() => []);
  }

  ready(app: number, change: number): void {
    this.readyNow[app] = (this.readyNow[app] as number) + change;
  }

  wanted(app: number, change: number): void {
    this.wantedNow[app] = (this.wantedNow[app] as number) + change;
  }

  sample(machines: readonly Machine[], pending: number, nowUs: number): void {
    let [up, held, cores, requested, used] = [0, 0, 0, 0, 0];
    for (const machine of machines) {
      machine.processor.advance(nowUs);
      used += machine.processor.usedMilliUs;
      if (!machine.isUp) continue;
      up++;
      if (machine.pods.size > 0) held++;
      cores += machine.drawn.facts.allocatable.cpuMilli;
      requested += machine.cpuRequestedMilli;
    }
    this.nodesUp.push(up);
    this.nodesUsed.push(held);
    this.cpuUsedShare.push(share(used - this.usedBefore, cores * this.run.clock.windowUs));
    this.cpuRequestedShare.push(share(requested, cores));
    this.podsPending.push(pending);
    this.usedBefore = used;
    this.readyNow.forEach((count, app) => this.readyThen[app]?.push(count));
    this.wantedNow.forEach((count, app) => this.wantedThen[app]?.push(count));
  }

  close(): Timeline {
    const { windowUs } = this.run.clock;
    const rows = this.nodesUp.length;
    const column = (values: Float64Array): number[] => Array.from(values.subarray(0, rows));
    return {
      windowUs,
      startUs: Array.from({ length: rows }, (_, row) => row * windowUs),
      apps: this.apps.map(({ app, windows }, index) => ({
        app: app.name,
        offered: column(windows.offered),
        served: column(windows.served),
        good: column(windows.good),
        p99Us: windows.p99Us.slice(0, rows),
        replicasReady: this.readyThen[index] ?? [],
        replicasWanted: this.wantedThen[index] ?? [],
      })),
      nodesUp: this.nodesUp,
      nodesUsed: this.nodesUsed,
      cpuUsedShare: this.cpuUsedShare,
      cpuRequestedShare: this.cpuRequestedShare,
      podsPending: this.podsPending,
      faults: this.run.faults.map(({ atUs, untilUs, name, target }) => ({ atUs, untilUs: untilUs >= NEVER ? null : untilUs, fault: name, target })),
    };
  }
}
