import type { WorkloadPod } from '../workload.js';
import { GPU, mebi, MODEL_LABEL } from './pools-text.js';

const MOST_SHAPES = 1000;
/** Steps to which requests are rounded up when there are too many different ones. */
const COARSE = { cpuMilli: 250, memoryBytes: 256 * 2 ** 20, gpuMilli: 50 };

/** The pods as shapes and columns of times; null: too many shapes. */
export function packingText(pods: readonly WorkloadPod[]): readonly string[] | null {
  const fine = shapesOf(pods);
  const shapes = fine.size <= MOST_SHAPES ? fine : shapesOf(pods.map(coarse));
  if (shapes.size > MOST_SHAPES) return null;
  const keys = [...shapes.keys()];
  const numberOf = new Map(keys.map((key, index) => [key, index]));
  const shapeOf = (pod: WorkloadPod): number => numberOf.get(keyOf(fine.size <= MOST_SHAPES ? pod : coarse(pod))) ?? 0;
  const ms = (us: number): number => Math.round(us / 1000);
  return [
    'packing:',
    '  measure: allocation',
    '  shapes:',
    ...[...shapes.values()].map(shapeText),
    '  trace:',
    '    unit: ms',
    `    at: ${JSON.stringify(pods.map((pod) => ms(pod.atUs)))}`,
    `    shape: ${JSON.stringify(pods.map(shapeOf))}`,
    `    for: ${JSON.stringify(pods.map((pod) => (pod.durationUs === null ? null : Math.max(1, ms(pod.durationUs)))))}`,
  ];
}

const up = (value: number, step: number): number => Math.ceil(value / step) * step;
const coarse = (pod: WorkloadPod): WorkloadPod => ({
  ...pod,
  cpuMilli: up(pod.cpuMilli, COARSE.cpuMilli),
  memoryBytes: up(pod.memoryBytes, COARSE.memoryBytes),
  gpuMilli: up(pod.gpuMilli, COARSE.gpuMilli),
});

const keyOf = (pod: WorkloadPod): string => `${pod.cpuMilli}/${mebi(pod.memoryBytes)}/${pod.gpuMilli}/${pod.priority}/${pod.models.join('|')}`;

/** Largest first, so that equal workloads list them alike. */
function shapesOf(pods: readonly WorkloadPod[]): ReadonlyMap<string, WorkloadPod> {
  const found = new Map<string, WorkloadPod>();
  for (const pod of pods) if (!found.has(keyOf(pod))) found.set(keyOf(pod), pod);
  return new Map([...found].sort(([a, one], [b, two]) => two.cpuMilli - one.cpuMilli || two.memoryBytes - one.memoryBytes || (a < b ? -1 : 1)));
}

function shapeText(pod: WorkloadPod): string {
  const gpu = pod.gpuMilli > 0 ? `, extended: { ${GPU}: ${pod.gpuMilli} }` : '';
  const priority = pod.priority === 0 ? '' : `, priority: ${pod.priority}`;
  const models = pod.models.length === 0 ? '' : `, nodeSelector: { ${MODEL_LABEL}: ${JSON.stringify(pod.models)} }`;
  return `    - { app: task, requests: { cpu: ${pod.cpuMilli}m, memory: ${mebi(pod.memoryBytes)}${gpu} }${priority}${models} }`;
}
