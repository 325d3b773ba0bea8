import { formatDurationUs } from '#core/units';
import type { Workload, WorkloadApp } from '../workload.js';
import { mebi } from './pools-text.js';

const TASK = ['  - name: task', '    image: { size: 60Mi }', '    startup: 1s', '    cpuPerRequest: 1ms', '    memory: { idle: 16Mi }'];
/** How much slower than its CPU time a request may be. */
const SLO_FACTOR = 6;

/** The applications, and their load as it was counted. */
export function applicationsText({ apps }: Workload, isPacking: boolean): readonly string[] {
  const load = apps.length === 0 ? [] : ['', 'load:', ...apps.flatMap(loadText)];
  return ['applications:', ...(isPacking ? TASK : []), ...apps.flatMap(applicationText), ...load];
}

function applicationText(app: WorkloadApp): readonly string[] {
  // The median of a log-normal with this mean and coefficient of variation.
  const cv = Math.min(20, app.cvMilli / 1000);
  const median = Math.max(1, Math.round(app.cpuUs / Math.sqrt(1 + cv * cv)));
  const slo = Math.max(100_000, SLO_FACTOR * app.cpuUs);
  return [
    `  - name: ${app.name}`,
    '    image: { size: 200Mi, shared: 80Mi }',
    '    startup: { lognormal: { median: 5s, cv: 0.3 } }',
    `    cpuPerRequest: { lognormal: { median: ${formatDurationUs(median)}, cv: ${cv} } }`,
    `    memory: { idle: ${mebi(app.memoryBytes)}, perRequest: 1Mi }`,
    '    concurrency: 8',
    '    backlog: 128',
    `    timeout: ${formatDurationUs(2 * slo)}`,
    `    slo: { latency: ${formatDurationUs(slo)}, target: 0.99 }`,
  ];
}

function loadText(app: WorkloadApp): readonly string[] {
  const perSecond = app.counts.map((count) => Number(((count * 1e6) / app.everyUs).toPrecision(6)));
  return [`  ${app.name}:`, `    rate: { trace: { every: ${formatDurationUs(app.everyUs)}, unit: 1/s, values: ${JSON.stringify(perSecond)} } }`];
}
