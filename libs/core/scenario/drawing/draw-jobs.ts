import { RandomStream } from '#core/random';
import type { Application } from '../application.js';
import { draw } from '../draw.js';
import type { DrawnJob } from '../drawn-run.js';

/** No file may make a run too large to hold: drawing stops here. */
const MAX_JOBS = 100_000;
const MAX_ITEMS = 1_000_000;

/** The jobs of all batch applications, by time. */
export function drawJobs(applications: readonly Application[], horizonUs: number, seed: number): readonly DrawnJob[] {
  return applications.flatMap((app) => jobsOf(app, horizonUs, seed)).sort((a, b) => a.atUs - b.atUs);
}

function jobsOf(app: Application, horizonUs: number, seed: number): readonly DrawnJob[] {
  const rule = app.jobs;
  if (rule === null) return [];
  const times = new RandomStream(seed, `jobs/${app.name}/times`);
  const sizes = new RandomStream(seed, `jobs/${app.name}/sizes`);
  const jobs: DrawnJob[] = [];
  let left = MAX_ITEMS;
  const end = Math.min(horizonUs, rule.untilUs);
  for (let at = rule.firstAtUs; at < end && jobs.length < MAX_JOBS && left > 0; at += Math.max(1000, draw(rule.everyUs, times))) {
    const items = Math.min(left, Math.max(1, draw(rule.items, sizes)));
    left -= items;
    jobs.push({
      atUs: at,
      job: `${app.name}-${jobs.length + 1}`,
      app: app.name,
      items,
      parallelism: rule.parallelism,
      priority: rule.priority,
      itemCpuUs: Array.from({ length: items }, () => Math.max(1, draw(rule.itemCpuUs, sizes))),
      itemCpuMilli: rule.itemCpuMilli,
    });
  }
  return jobs;
}
