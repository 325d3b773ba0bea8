import { decode } from '@msgpack/msgpack';
import { type Outcome, accepted, refused } from '#core/problem';
import { quantityMilli, quantityValue } from '#core/units';
import { z } from 'zod';
import { EMPTY_WORKLOAD, type Workload, type WorkloadPod } from '../workload.js';

const SECOND = 1_000_000;

const requests = z.looseObject({ cpu: z.union([z.string(), z.number()]).optional(), memory: z.union([z.string(), z.number()]).optional() });
const podSpec = z.looseObject({ containers: z.array(z.looseObject({ resources: z.looseObject({ requests: requests.optional() }).nullish() })).default([]) });
const template = z.looseObject({ spec: podSpec.optional() });
const tracked = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  spec: z
    .looseObject({
      replicas: z.number().int().min(0).max(100_000).nullish(),
      template: template.optional(),
      jobTemplate: z.looseObject({ spec: z.looseObject({ template: template.optional() }).optional() }).optional(),
    })
    .nullish(),
});
type Tracked = z.output<typeof tracked>;
const trace = z.looseObject({
  version: z.literal(2),
  events: z.array(z.looseObject({ ts: z.number().int().min(0), applied_objs: z.array(tracked), deleted_objs: z.array(tracked) })),
  pod_lifecycles: z.record(z.string(), z.record(z.string(), z.array(z.record(z.string(), z.unknown())))).default({}),
});

/**
 * A SimKube trace (version 2, MessagePack): what was applied and deleted when. An object with replicas is so many pods from then on; what
 * it is scaled down by ends then. Pods of objects whose life cycles were tracked live as long as they did.
 */
export function simkubeWorkload(bytes: Uint8Array, file: string): Outcome<Workload> {
  const problem = (message: string, column: number): Outcome<Workload> =>
    refused([{ code: 'trace-unreadable', severity: 'error', message, hint: 'write what `skctl export` gives, version 2', file, line: 1, column }]);
  let data: unknown;
  try {
    // Life cycles are keyed by (kind, name) pairs.
    data = decode(bytes, { mapKeyConverter: (key) => (typeof key === 'string' || typeof key === 'number' ? key : JSON.stringify(key)) });
  } catch (error) {
    const at = /\d+/.exec(String((error as Error).message))?.[0];
    return problem(`not MessagePack: ${(error as Error).message}`, Math.min(bytes.length, Number(at ?? 0)) + 1);
  }
  const parsed = trace.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return problem(`not a SimKube trace: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), 1);
  }
  const { events, pod_lifecycles: lifecycles } = parsed.data;
  const startS = events[0]?.ts ?? 0;
  return accepted({ ...EMPTY_WORKLOAD, pods: [...replicasOf(events, startS), ...trackedPods(events, lifecycles, startS)] });
}

type Events = z.output<typeof trace>['events'];
type Living = { readonly name: string; readonly atUs: number; readonly shape: Shape };
type Shape = Pick<WorkloadPod, 'cpuMilli' | 'memoryBytes'>;

const idOf = (one: Tracked): string => `${one.metadata.namespace ?? 'default'}/${one.kind}/${one.metadata.name}`;

function replicasOf(events: Events, startS: number): readonly WorkloadPod[] {
  const living = new Map<string, Living[]>();
  const pods: WorkloadPod[] = [];
  let serial = 0;
  const scale = (one: Tracked, wanted: number, nowUs: number): void => {
    const now = living.get(idOf(one)) ?? [];
    living.set(idOf(one), now);
    while (now.length < wanted) now.push({ name: `${one.metadata.name}-${serial++}`, atUs: nowUs, shape: shapeOf(one.spec?.template?.spec) });
    while (now.length > wanted) pods.push(ended(now.pop() as Living, nowUs));
  };
  for (const event of events) {
    const nowUs = (event.ts - startS) * SECOND;
    for (const one of event.applied_objs) if (one.spec?.template !== undefined) scale(one, one.spec.replicas ?? 1, nowUs);
    for (const one of event.deleted_objs) scale(one, 0, nowUs);
  }
  for (const left of living.values()) for (const one of left) pods.push(ended(one, null));
  return pods;
}

const ended = ({ name, atUs, shape }: Living, endUs: number | null): WorkloadPod => ({
  name,
  atUs,
  durationUs: endUs === null ? null : endUs - atUs,
  ...shape,
  gpuMilli: 0,
  priority: 0,
  models: [],
});

/** Pods that objects without replicas made (CronJobs): `Finished: [start, end]` or `Running: start`, in seconds. */
function trackedPods(events: Events, lifecycles: z.output<typeof trace>['pod_lifecycles'], startS: number): readonly WorkloadPod[] {
  const shapes: ReadonlyMap<string, Shape> = new Map<string, Shape>(
    events.flatMap(({ applied_objs: objects }) =>
      objects.map(
        (one) =>
          [
            `${one.metadata.namespace ?? 'default'}/${one.metadata.name}`,
            shapeOf(one.spec?.jobTemplate?.spec?.template?.spec ?? one.spec?.template?.spec),
          ] as const,
      ),
    ),
  );
  const pods: WorkloadPod[] = [];
  for (const [key, byHash] of Object.entries(lifecycles)) {
    const owner = /"([^"]*)"\]$/.exec(key)?.[1] ?? key;
    for (const lives of Object.values(byHash)) {
      for (const life of lives) {
        const [times] = Object.values(life);
        const [from, to] = (Array.isArray(times) ? times : [times]).map(Number);
        if (from === undefined || !Number.isFinite(from)) continue;
        const living = {
          name: `${owner.replace(/^.*\//, '')}-${pods.length}`,
          atUs: Math.max(0, from - startS) * SECOND,
          shape: shapes.get(owner) ?? shapeOf(undefined),
        };
        pods.push(ended(living, to === undefined || !Number.isFinite(to) ? null : Math.max(0, to - startS) * SECOND));
      }
    }
  }
  return pods;
}

/** What the containers request together; what nobody said is a tenth of a core and 128 Mi. */
function shapeOf(spec: z.output<typeof podSpec> | undefined): Shape {
  const sum = (of: (one: z.output<typeof requests>) => number | undefined): number =>
    (spec?.containers ?? []).reduce((total, one) => total + (one.resources?.requests === undefined ? 0 : (of(one.resources.requests) ?? 0)), 0);
  const cpuMilli = sum(({ cpu }) => (cpu === undefined ? undefined : quantityMilli(cpu)));
  const memoryBytes = sum(({ memory }) => (memory === undefined ? undefined : quantityValue(memory)));
  return { cpuMilli: cpuMilli > 0 ? cpuMilli : 100, memoryBytes: memoryBytes > 0 ? memoryBytes : 128 * 2 ** 20 };
}
