import { STAGES, type Stage, type StageTiming } from '#core/run';

/** Durations of the stages, in µs. */
export class StageTimes {
  private readonly times = new Map<string, number[]>();

  add(stage: Stage | 'cold' | 'warm', us: number): void {
    const seen = this.times.get(stage);
    if (seen === undefined) this.times.set(stage, [Math.max(0, Math.round(us))]);
    else seen.push(Math.max(0, Math.round(us)));
  }

  of(stage: Stage | 'cold' | 'warm'): StageTiming {
    const times = (this.times.get(stage) ?? []).slice().sort((a, b) => a - b);
    const at = (share: number): number | null => times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? null;
    return { count: times.length, p50Us: at(0.5), p95Us: at(0.95), maxUs: times.at(-1) ?? null };
  }

  all(): Readonly<Record<Stage, StageTiming>> {
    return Object.fromEntries(STAGES.map((stage) => [stage, this.of(stage)])) as Record<Stage, StageTiming>;
  }
}
