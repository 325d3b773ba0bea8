import type { DrawnRun } from '#core/scenario';
import type { LoadChannel } from '../cluster/live-cluster.js';
import type { Unsent } from '../programs/load-generator.js';
import { PlanDrawer } from './plan-drawer.js';

const AHEAD_US = 6_000_000;
const EVERY_MS = 2_000;

/** Hands requests to the load generator some seconds ahead of their time, so that it holds few of them and is never short of any. */
export class LoadFeeder {
  private readonly drawer: PlanDrawer;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly run: DrawnRun,
    private readonly load: LoadChannel,
    private readonly offered: (app: string, intendedUs: number) => void,
  ) {
    this.drawer = new PlanDrawer(run);
  }

  begin(nowUs: () => number): void {
    this.feed(nowUs() + AHEAD_US);
    this.timer = setInterval(() => this.feed(nowUs() + AHEAD_US), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** What a judge that was held up never handed over: offered all the same. */
  rest(nowUs: number): readonly Unsent[] {
    const left = this.drawer.until(Math.min(nowUs, this.run.clock.horizonUs));
    for (const [atUs, plan] of left) this.offered(plan.app, atUs);
    return left.map(([atUs, plan]) => [atUs, nowUs - atUs, plan.app]);
  }

  private feed(untilUs: number): void {
    const arrivals = this.drawer.until(Math.min(untilUs, this.run.clock.horizonUs));
    for (const [atUs, plan] of arrivals) this.offered(plan.app, atUs);
    if (arrivals.length > 0) this.load.send({ load: arrivals });
  }
}
