import { type Application, meanOf, type ScenarioPreview } from '#core/scenario';

export interface ServiceSize {
  readonly podCpuMilli: number;
  readonly memoryMi: number;
  /** Replicas that the mean load keeps busy to the given share of what they request. */
  readonly replicasAtMean: number;
}

const MI = 2 ** 20;
const SMALL_CORES = 2;

/** Sizes a service the way its owner would: from the mean load and the cost of a request. */
export function sizeOfService(app: Application, preview: ScenarioPreview, targetPercent: number, podCpuMilli: number | null): ServiceSize {
  const rates = preview.minutes.map((minute) => minute.offeredPerApp[app.name] ?? 0);
  const meanRate = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
  const cores = (meanRate * meanOf(app.cpuPerRequestUs)) / 1e6;
  const cpu = podCpuMilli ?? (cores <= SMALL_CORES ? 500 : 1000);
  const memory = app.memoryIdleBytes + app.memoryPerRequestBytes * (app.concurrency + app.backlog);
  return {
    podCpuMilli: cpu,
    memoryMi: Math.max(64, Math.ceil((memory * 1.25) / MI / 64) * 64),
    replicasAtMean: Math.max(1, Math.ceil((cores * 1000 * 100) / (cpu * targetPercent))),
  };
}
