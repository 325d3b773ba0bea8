import { createHash } from 'node:crypto';
import { ENGINE, type LatencyMetrics, type RunMetrics, type RunRecord, STAGES, type StageTiming } from '#core/run';
import { openArtifacts } from '#io/artifacts';
import type { ApiUnderTest } from './api-under-test.js';

const requests: LatencyMetrics = {
  offered: 900,
  served: 890,
  good: 880,
  rejected: 4,
  timedOut: 6,
  failed: 0,
  p50Us: 20_000,
  p95Us: 60_000,
  p99Us: 90_000,
  p999Us: null,
};
const timing: StageTiming = { count: 3, p50Us: 1_000_000, p95Us: 2_000_000, maxUs: 2_500_000 };

export const metrics: RunMetrics = {
  latency: requests,
  utilization: {
    usedNodeSeconds: 900,
    usedPriceMicros: 47_500,
    wholePriceMicros: 95_000,
    cpuRequestedShare: 0.4,
    cpuUsedShare: 0.3,
    memoryRequestedShare: 0.2,
  },
  recovery: { faults: [{ fault: 'crash', atUs: 150_000_000, recoveredAfterUs: 12_000_000, sloDebt: 4, dip: 0.8 }], sloDebt: 4, evictions: 1 },
  batch: { jobs: 0, finished: 0, boundedSlowdownMean: null, goodCpuSeconds: 0 },
  placement: { podsSubmitted: 4, podsPlaced: 4, podsUnschedulableAtEnd: 0, allocatedShare: null, compactedNodes: null },
  stages: Object.fromEntries(STAGES.map((stage) => [stage, timing])) as RunMetrics['stages'],
  apps: [{ app: 'web', sloLatencyUs: 150_000, sloTarget: 0.99, ...requests }],
};

/** Does what a judge and a scorer do with one run, with a record made by hand; gives the record. */
export async function judgeByHand(api: ApiUnderTest, runId: string): Promise<RunRecord> {
  const lease = await api.store.runs.lease(runId, 'hand', 60_000);
  if (lease === null) throw new Error('the run is not waiting for a judge');
  const content: Omit<RunRecord, 'recordDigest'> = {
    format: 1,
    engine: ENGINE,
    world: 'simulated',
    entry: { digest: lease.entryDigest, division: 'kubernetes', files: [] },
    scenario: { id: lease.run.scenarioId, digest: lease.run.scenarioDigest, text: '' },
    seed: lease.run.seed,
    verdict: 'completed',
    fault: 'none',
    cause: null,
    metrics,
    timeline: {
      windowUs: 5_000_000,
      startUs: [0, 5_000_000],
      apps: [{ app: 'web', offered: [350, 350], served: [350, 340], good: [350, 330], p99Us: [80_000, null], replicasReady: [4, 3], replicasWanted: [4, 4] }],
      nodesUp: [6, 5],
      nodesUsed: [4, 3],
      cpuUsedShare: [0.3, 0.3],
      cpuRequestedShare: [0.4, 0.4],
      podsPending: [0, 1],
      faults: [{ atUs: 150_000_000, untilUs: null, fault: 'crash', target: 'general-3' }],
    },
    log: { lines: [], omitted: 0, digest: '' },
  };
  const record: RunRecord = {
    ...content,
    recordDigest: createHash('sha256')
      .update(`${runId} ${JSON.stringify(content)}`)
      .digest('hex'),
  };
  await openArtifacts(api.store.sql).put(record.recordDigest, 'application/json', Buffer.from(JSON.stringify(record)));
  const kept = await api.store.runs.record(runId, lease.token, {
    verdict: 'completed',
    fault: 'none',
    cause: null,
    metrics,
    recordDigest: record.recordDigest,
  });
  const axes = { latency: 0.5, utilization: 0.25, recovery: 0.75 };
  const scored = await api.store.scores.append({ runId, attempt: 1, scoringVersion: 1, costs: axes, normalized: axes, score: 48.5 });
  if (!kept || !scored) throw new Error('the store refused the result');
  return record;
}
