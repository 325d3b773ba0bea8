import { RandomStream } from '#core/random';
import { type ArrivalSource, type Call, draw, type Distribution, type DrawnRun } from '#core/scenario';
import { NEVER } from '#core/units';
import type { Arrival } from '../programs/load-generator.js';
import type { Plan } from '../programs/plan.js';

/** Calls of calls of calls: scenarios have no cycles, this only bounds what a mistake could do. */
const DEPTH_MAX = 16;

/**
 * The requests of a run, drawn as the simulated world draws them: the same arrivals and the same costs in the same order from
 * streams of the same names. A request carries all of it, so that nothing about it depends on what the entry decided.
 */
export class PlanDrawer {
  private readonly sources: { readonly app: number; readonly source: ArrivalSource; nextUs: number }[];
  private readonly samplers = new Map<string, () => number>();
  private readonly chances = new Map<string, RandomStream>();

  constructor(private readonly run: DrawnRun) {
    this.sources = run.applications.map((_, app) => {
      const source = run.arrivals(app);
      return { app, source, nextUs: source.nextArrivalUs() };
    });
  }

  /** All requests that are meant to leave before this time and were not drawn yet, by time. */
  until(untilUs: number): readonly Arrival[] {
    const arrivals: Arrival[] = [];
    for (;;) {
      let first = this.sources[0];
      for (const one of this.sources) if (first !== undefined && one.nextUs < first.nextUs) first = one;
      if (first === undefined || first.nextUs >= untilUs || first.nextUs === NEVER) return arrivals;
      arrivals.push([first.nextUs, this.plan(first.app, 'service', 0)]);
      first.nextUs = first.source.nextArrivalUs();
    }
  }

  private plan(index: number, kind: 'service' | 'called', depth: number): Plan {
    const app = this.run.applications[index];
    if (app === undefined) throw new Error(`there is no application ${index}`);
    const { name } = app;
    const cpuUs = this.sample(`${kind}/${name}/cpu`, app.cpuPerRequestUs);
    const waitUs = this.sample(`${kind}/${name}/wait`, app.waitPerRequestUs);
    const calls = (parallel: boolean): readonly Plan[] =>
      depth >= DEPTH_MAX ? [] : app.calls.filter((call) => call.parallel === parallel).flatMap((call) => this.calls(name, call, depth));
    return { app: name, cpuUs, waitUs, together: calls(true), inTurn: calls(false) };
  }

  private calls(caller: string, { to, times, probabilityMilli }: Call, depth: number): readonly Plan[] {
    const index = this.run.applications.findIndex(({ name }) => name === to);
    const plans: Plan[] = [];
    for (let i = 0; i < times; i++) if (probabilityMilli >= 1000 || this.chance(caller) < probabilityMilli) plans.push(this.plan(index, 'called', depth + 1));
    return plans;
  }

  private chance(app: string): number {
    let stream = this.chances.get(app);
    if (stream === undefined) this.chances.set(app, (stream = new RandomStream(this.run.seed, `chance/${app}`)));
    return stream.integer(1000);
  }

  private sample(name: string, distribution: Distribution): number {
    let sampler = this.samplers.get(name);
    if (sampler === undefined) {
      const stream = new RandomStream(this.run.seed, name);
      sampler = distribution.kind === 'constant' ? () => distribution.value : () => draw(distribution, stream);
      this.samplers.set(name, sampler);
    }
    return sampler();
  }
}
