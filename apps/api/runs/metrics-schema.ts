import { STAGES } from '#core/run';
import { z } from 'zod';

const durationUs = z.number().nullable();
const requests = {
  offered: z.number(),
  served: z.number(),
  good: z.number(),
  rejected: z.number(),
  timedOut: z.number(),
  failed: z.number(),
  p50Us: durationUs,
  p95Us: durationUs,
  p99Us: durationUs,
  p999Us: durationUs,
};
const stageTiming = z.object({ count: z.number(), p50Us: durationUs, p95Us: durationUs, maxUs: durationUs }).meta({ id: 'StageTiming' });

export const stagesSchema = z.object(Object.fromEntries(STAGES.map((stage) => [stage, stageTiming])) as Record<(typeof STAGES)[number], typeof stageTiming>);

const liveOutcome = z
  .object({
    medianLatencyUs: z.number().nullable(),
    generousShare: z.number(),
    cpuPerRequestUs: z.number().nullable(),
    restoredAfterS: z.number().nullable(),
    recoveredAfterS: z.number().nullable(),
  })
  .meta({ id: 'LiveOutcome' });
const noise = z.object({ p50Us: z.number(), p95Us: z.number(), samples: z.number() }).meta({ id: 'NoiseFloor' });
const liveSchema = z
  .object({
    driver: z.string(),
    host: z.string(),
    outcome: liveOutcome,
    baseline: liveOutcome.nullable(),
    replications: z.array(
      z.object({
        outcome: liveOutcome,
        baseline: liveOutcome.nullable(),
        noiseBefore: noise,
        noiseAfter: noise,
        foreignShare: z.number(),
        stealShare: z.number(),
        lateP95Us: z.number(),
        lateP99Us: z.number(),
        lateMaxUs: z.number(),
        overheadUs: z.number(),
        disturbed: z.array(z.string()),
      }),
    ),
    repeated: z.number(),
    retrieveCold: stageTiming,
    retrieveWarm: stageTiming,
    faults: z.array(z.string()),
  })
  .meta({ id: 'LiveMetrics', description: 'Only of runs on real containers: what they are scored by, and how far they can be trusted.' });

export const metricsSchema = z
  .object({
    latency: z.object(requests).meta({ id: 'LatencyMetrics' }),
    utilization: z.object({
      usedNodeSeconds: z.number(),
      usedPriceMicros: z.number(),
      wholePriceMicros: z.number(),
      cpuRequestedShare: z.number(),
      cpuUsedShare: z.number(),
      memoryRequestedShare: z.number(),
    }),
    recovery: z.object({
      sloDebt: z.number(),
      evictions: z.number(),
      faults: z.array(z.object({ fault: z.string(), atUs: z.number(), recoveredAfterUs: durationUs, sloDebt: z.number(), dip: z.number() })),
    }),
    batch: z.object({ jobs: z.number(), finished: z.number(), boundedSlowdownMean: z.number().nullable(), goodCpuSeconds: z.number() }),
    placement: z.object({
      podsSubmitted: z.number(),
      podsPlaced: z.number(),
      podsUnschedulableAtEnd: z.number(),
      allocatedShare: z.number().nullable(),
      compactedNodes: z.number().nullable(),
    }),
    stages: stagesSchema,
    live: liveSchema.optional(),
    apps: z.array(z.object({ app: z.string(), sloLatencyUs: z.number(), sloTarget: z.number(), ...requests }).meta({ id: 'AppMetrics' })),
  })
  .meta({ id: 'RunMetrics' });

const column = z.array(z.number());
export const timelineSchema = z
  .object({
    windowUs: z.number(),
    startUs: column,
    apps: z.array(
      z
        .object({
          app: z.string(),
          offered: column,
          served: column,
          good: column,
          p99Us: z.array(z.number().nullable()),
          replicasReady: column,
          replicasWanted: column,
        })
        .meta({ id: 'AppTimeline' }),
    ),
    nodesUp: column,
    nodesUsed: column,
    cpuUsedShare: column,
    cpuRequestedShare: column,
    podsPending: column,
    faults: z.array(z.object({ atUs: z.number(), untilUs: z.number().nullable(), fault: z.string(), target: z.string() })),
  })
  .meta({ id: 'Timeline' });
