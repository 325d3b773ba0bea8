import { STAGES, type Stage, type StageTiming } from '#core/run';
import { Histogram } from './histogram.js';

/** Durations of the six stages. */
export class StageClock {
  private readonly stages = new Map<Stage, Histogram>(STAGES.map((stage) => [stage, new Histogram(8)]));

  add(stage: Stage, durationUs: number): void {
    this.stages.get(stage)?.add(durationUs);
  }

  close(): Readonly<Record<Stage, StageTiming>> {
    return Object.fromEntries(
      STAGES.map((stage) => {
        const histogram = this.stages.get(stage) as Histogram;
        const { count } = histogram;
        const timing: StageTiming = { count, p50Us: histogram.percentile(500), p95Us: histogram.percentile(950), maxUs: count === 0 ? null : histogram.max };
        return [stage, timing];
      }),
    ) as Record<Stage, StageTiming>;
  }
}
