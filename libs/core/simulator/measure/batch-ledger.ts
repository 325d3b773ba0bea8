import type { BatchMetrics } from '#core/run';
import type { DrawnJob } from '#core/scenario';
import { SECOND } from '#core/units';

/** Jobs and their items. */
export class BatchLedger {
  private readonly done: Set<number>[];
  private readonly finishedUs: number[];

  constructor(private readonly jobs: readonly DrawnJob[]) {
    this.done = jobs.map(() => new Set());
    this.finishedUs = jobs.map(() => -1);
  }

  itemDone(job: number, item: number, nowUs: number): boolean {
    const done = this.done[job] as Set<number>;
    const drawn = this.jobs[job] as DrawnJob;
    if (item >= drawn.items || done.has(item)) return false;
    done.add(item);
    if (done.size < drawn.items) return false;
    this.finishedUs[job] = nowUs;
    return true;
  }

  /** Jobs handed over after the warm-up. `run` is what the job takes at nominal speed with all its parallelism: no decision moves it. */
  close(warmupUs: number, horizonUs: number): BatchMetrics {
    let [jobs, finished, slowdown, cpuUs] = [0, 0, 0, 0];
    this.jobs.forEach((job, index) => {
      if (job.atUs < warmupUs || job.atUs >= horizonUs) return;
      const endUs = this.finishedUs[index] as number;
      jobs++;
      slowdown += Math.max(1, ((endUs < 0 ? horizonUs : endUs) - job.atUs) / Math.max(nominalRunUs(job), 10 * SECOND));
      if (endUs < 0) return;
      finished++;
      for (const item of job.itemCpuUs) cpuUs += item;
    });
    const boundedSlowdownMean = jobs === 0 ? null : Math.round((slowdown / jobs) * 1e6) / 1e6;
    return { jobs, finished, boundedSlowdownMean, goodCpuSeconds: Math.round(cpuUs / 1e6) };
  }
}

function nominalRunUs(job: DrawnJob): number {
  const total = job.itemCpuUs.reduce((sum, item) => sum + item, 0);
  const longest = job.itemCpuUs.reduce((most, item) => Math.max(most, item), 0);
  return (Math.max(longest, total / Math.max(1, job.parallelism)) * 1000) / job.itemCpuMilli;
}
