import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HorizontalPodAutoscalerSpec } from 'kubernetes-types/autoscaling/v2';
import {
  changeWithin,
  cleanupUnhealthyReplicas,
  type DeletionCandidate,
  deletionOrder,
  desiredReplicas,
  limitByPolicies,
  newSetReplicas,
  type PastReplicas,
  type Proposal,
  rankPodsForDeletion,
  reconcileOld,
  replicaSetFraction,
  replicasForPodMetric,
  replicasForTotalMetric,
  resolveFenceposts,
  rolloutLimits,
  type ScaledPod,
  scaleDownOldSets,
  scalingRules,
  stabilizeBothWays,
  stabilizeDown,
  storeScaleEvent,
} from '#core/orchestrator/kubernetes';
import { quantityMilli } from '#core/units';

/** Cases of Kubernetes' own unit tests: they lie beside the repository, or are not there. */
const FILE = join(__dirname, '..', '..', '..', '..', 'shared', 'conformance', 'upstream', 'kubernetes.json');
/** Foreign JSON: its shape differs from area to area. */
type Loose = ReturnType<typeof JSON.parse>;
interface Case {
  readonly id: string;
  readonly area: string;
  readonly input: Loose;
  readonly expected: Loose;
}
const cases: readonly Case[] = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] }).cases : [];
const describeArea = cases.length > 0 ? describe : describe.skip;

/** What the scheduler's cases are about: they are judged elsewhere. */
const SCHEDULER = /^(DefaultPreemption|ImageLocality|InterPodAffinity|Node|PodTopologySpread|PrioritySort|Queue|SchedulingQueue|Scheduler|TaintToleration)/i;
const judged = new Set<string>();

describeArea('upstream cases of controllers', () => {
  it('are all judged, whatever they are about', () => {
    const areas = new Set(cases.map((one) => one.area).filter((name) => !SCHEDULER.test(name)));
    expect([...areas].filter((name) => !judged.has(name))).toEqual([]);
  });
});

function area(name: string, check: (input: Loose, expected: Loose) => void): void {
  judged.add(name);
  const own = cases.filter((one) => one.area === name);
  describeArea(`upstream ${name}`, () => {
    if (own.length === 0) it('has its cases', () => expect(own.length).toBeGreaterThan(0));
    else it.each(own.map((one) => [one.id, one] as const))('%s', (_, one) => check(one.input, one.expected));
  });
}

const NOW_SECOND = 1_000_000;

function scaledPod(pod: Loose): ScaledPod {
  const ago = (key: string, otherwise: number) => (pod[key] === undefined ? otherwise : NOW_SECOND - (pod[key] as number));
  return {
    name: pod.name as string,
    deleted: Boolean(pod.deleted),
    phase: pod.phase as unknown as ScaledPod['phase'],
    ready: pod.ready === undefined ? null : (pod.ready as string) === 'True',
    readySinceSecond: ago('readyLastTransitionAgoSeconds', ago('startTimeAgoSeconds', 0)),
    startSecond: ago('startTimeAgoSeconds', NOW_SECOND),
  };
}

/** Resource requests per pod, as a whole or of one container; null when one is missing. */
function requestsOf(pods: Loose, resource: string, container: string): Map<string, number> | null {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    let total = 0;
    for (const one of pod.containers as Loose) {
      if (container !== '' && one.name !== container) continue;
      const value = one.requests?.[`${resource}_milli`] as number | undefined;
      if (value === undefined) return null;
      total += value;
    }
    requests.set(pod.name as string, total);
  }
  return requests;
}

const patience = (input: Loose) => ({
  nowSecond: NOW_SECOND,
  cpuInitializationSeconds: input.cpuInitializationPeriodSeconds as number,
  readinessDelaySeconds: input.initialReadinessDelaySeconds as number,
  sampleSecond: NOW_SECOND,
  windowSeconds: 60,
});

function resourceProposal(input: Loose): Proposal {
  const { resource, container, podMetrics, targetAverageUtilization, targetAverageValue_milli } = input.resourceMetric as Loose;
  const samples = new Map<string, number>();
  for (const one of podMetrics as Loose) {
    const counted = (one.containers as Loose).filter((c: Loose) => (container as string) === '' || c.name === container);
    if (counted.length > 0)
      samples.set(
        one.pod as string,
        counted.reduce((sum: number, c: Loose) => sum + (c.usage_milli as number), 0),
      );
  }
  const percent = targetAverageUtilization as number | undefined;
  return replicasForPodMetric({
    pods: (input.pods as Loose).map(scaledPod),
    samples,
    isCpu: (resource as string) === 'cpu',
    patience: patience(input),
    currentReplicas: input.currentReplicas as number,
    tolerances: { up: input.tolerances.scaleUp as number, down: input.tolerances.scaleDown as number },
    target:
      percent === undefined
        ? { average: targetAverageValue_milli as number }
        : { percent, requests: requestsOf(input.pods as Loose, resource as string, container as string) },
  });
}

function customProposal(input: Loose): Proposal {
  const { type, levels_milli, targetValue_milli, targetAverageValue_milli } = input.metric as Loose;
  const levels = levels_milli as unknown as number[];
  const pods = (input.pods as Loose).map(scaledPod);
  const tolerances = { up: input.tolerances.scaleUp as number, down: input.tolerances.scaleDown as number };
  const currentReplicas = input.currentReplicas as number;
  if ((type as string).startsWith('Pods')) {
    const samples = new Map(levels.map((level, i) => [pods[i]?.name ?? '', level]));
    return replicasForPodMetric({
      pods,
      samples,
      isCpu: false,
      patience: patience(input),
      currentReplicas,
      tolerances,
      target: { average: targetValue_milli as number },
    });
  }
  return replicasForTotalMetric({
    usage: levels.reduce((a, b) => a + b, 0),
    target: (type as string).endsWith('AverageValue') ? { average: targetAverageValue_milli as number } : { value: targetValue_milli as number },
    specReplicas: currentReplicas,
    statusReplicas: currentReplicas,
    runningAndReady: pods.filter((pod: ScaledPod) => pod.phase === 'Running' && pod.ready).length,
    tolerances,
  });
}

area('HPA.replicaCalculator', (input, expected) => {
  const proposal = input.resourceMetric === undefined ? customProposal(input) : resourceProposal(input);
  if (expected.error !== undefined) expect(proposal).toHaveProperty('invalid');
  else expect(proposal).toMatchObject({ replicas: expected.replicas, utilization: expected.utilization ?? expected.usageMilli });
});

/** The levels of a reconcile case as its test's fake metrics API reports them. */
function reconcileProposal(input: Loose, metric: Loose): Proposal {
  const levels = input.reportedLevels_milli as unknown as number[];
  const pods = input.pods as Loose;
  const common = { pods, currentReplicas: input.specReplicas, tolerances: { scaleUp: input.tolerance, scaleDown: input.tolerance } };
  const withTimes = {
    ...common,
    cpuInitializationPeriodSeconds: input.cpuInitializationPeriodSeconds,
    initialReadinessDelaySeconds: input.initialReadinessDelaySeconds,
  };
  const half = (level: number) => ({ usage_milli: Math.trunc(level / 2) });
  if ((metric.type as string) === 'Resource') {
    const podMetrics = levels.map((level, i) => ({ pod: pods[i]?.name, containers: [half(level), half(level)] }));
    const resourceMetric = { resource: metric.resource.name, container: '', podMetrics, targetAverageUtilization: metric.resource.target.averageUtilization };
    return resourceProposal({ ...withTimes, resourceMetric } as unknown as Loose);
  }
  const source = (metric.pods ?? metric.object ?? metric.external) as Loose | undefined;
  if (source === undefined) return { invalid: 'unknown metric type' };
  const milli = (quantity: Loose | undefined) => (quantity === undefined ? undefined : quantityMilli(quantity as string));
  const target = source.target as Loose;
  const value = metric.pods === undefined ? milli(target.value) : milli(target.averageValue);
  const type = `${metric.type as string}/${target.type as string}`;
  return customProposal({
    ...withTimes,
    metric: { type, levels_milli: levels, targetValue_milli: value, targetAverageValue_milli: milli(target.averageValue) },
  } as unknown as Loose);
}

const past = (list: Loose | undefined, key: string): PastReplicas[] =>
  (list ?? ([] as unknown as Loose)).map((one: Loose) => ({ agoSeconds: one.agoSeconds as number, replicas: one[key] as number }));

area('HPA.reconcile', (input, expected) => {
  const spec = input.hpaSpec as unknown as HorizontalPodAutoscalerSpec;
  const toZero = Boolean(input.features?.HPAScaleToZero) && spec.minReplicas === 0;
  const wasScaledToZero = (input.initialConditions as Loose).some((one: Loose) => (one.type as string) === 'ScaledToZero' && (one.status as string) === 'True');
  const { desired } = desiredReplicas({
    current: input.specReplicas as number,
    min: spec.minReplicas ?? 1,
    max: spec.maxReplicas,
    proposals: () => (spec.metrics ?? []).map((metric) => reconcileProposal(input, metric as unknown as Loose)),
    rules: scalingRules(spec.behavior),
    recommendations: past(input.recommendations, 'replicas'),
    ups: [],
    downs: [],
    downscaleStabilizationSeconds: input.downscaleStabilizationSeconds as number,
    fromZero: toZero && wasScaledToZero,
  });
  expect(desired).toBe(expected.desiredReplicas);
});

area('HPA.stabilizeRecommendation', (input, expected) => {
  expect(stabilizeDown(input.desiredReplicas as number, past(input.recommendations, 'replicas'), input.downscaleStabilizationWindowSeconds as number)).toBe(
    expected.replicas,
  );
});

area('HPA.behaviorRate', (input, expected) => {
  const rules = { up: input.scaleUpRulesDefaulted, down: input.scaleDownRulesDefaulted } as unknown as Parameters<typeof limitByPolicies>[2];
  const rate = {
    current: input.currentReplicas as number,
    ups: past(input.scaleUpEvents, 'replicaChange'),
    downs: past(input.scaleDownEvents, 'replicaChange'),
  };
  const bounds = { min: input.minReplicas as number, max: input.maxReplicas as number };
  expect(limitByPolicies(input.desiredReplicas as number, rate, rules, bounds)).toBe(expected.replicas);
});

area('HPA.storeScaleEvents', (input, expected) => {
  const events = past(input.prevScaleEvents, 'replicaChange');
  expect(changeWithin(events, 60)).toBe(expected.replicasChangeInLast60s);
  const rules = input.scalingRules as unknown as Parameters<typeof storeScaleEvent>[2];
  const longest = Math.max(0, ...(rules?.policies ?? []).map((policy) => policy.periodSeconds));
  const stored = storeScaleEvent(events, input.replicaChange as number, rules);
  const isOutdated = (agoSeconds: number) => rules !== undefined && agoSeconds > longest;
  expect(stored.map(({ agoSeconds, replicas }) => ({ outdated: isOutdated(agoSeconds), replicaChange: replicas }))).toEqual(expected.storedEvents);
});

area('HPA.stabilizeWithBehaviors', (input, expected) => {
  const {
    desiredReplicas: desired,
    currentReplicas,
    recommendations,
    scaleUpStabilizationWindowSeconds: up,
    scaleDownStabilizationWindowSeconds: down,
  } = input;
  expect(stabilizeBothWays(desired as number, currentReplicas as number, past(recommendations, 'replicas'), up as number, down as number)).toBe(
    expected.replicas,
  );
});

const setView = (age: number, replicas: number, available = replicas) => ({ age, replicas, available, maxReplicas: 0, desiredReplicas: null });

area('Deployment.reconcileNewReplicaSet', (input, expected) => {
  const limits = resolveFenceposts(input.maxSurge, input.maxUnavailable, input.replicas as number);
  const [current, old, replicas] = [input.newRSReplicas as number, input.oldRSReplicas as number, input.replicas as number];
  const size = current > replicas ? replicas : newSetReplicas(replicas, true, limits, current, current + old);
  expect(size).toBe(expected.newReplicas ?? current);
  expect(size !== current).toBe(expected.scaled);
});

area('Deployment.reconcileOldReplicaSets', (input, expected) => {
  const replicas = input.replicas as number;
  const limits = resolveFenceposts(input.maxSurge, input.maxUnavailable, replicas);
  const newSet = setView(1, input.newRSReplicas as number, input.newRSAvailable as number);
  const oldSets = [setView(0, input.oldRSReplicas as number, input.oldRSAvailable as number)];
  const view = { replicas, rolling: true, paused: false, limits, statusReplicas: 0, newSet, oldSets, oldPodsRunning: true };
  const scales = reconcileOld(view, newSet);
  expect(scales.length > 0).toBe(expected.scaled);
  if (expected.oldReplicas !== undefined) expect(scales[0]?.replicas ?? oldSets[0]?.replicas).toBe(expected.oldReplicas);
});

area('Deployment.cleanupUnhealthyReplicas', (input, expected) => {
  const oldSets = [setView(0, input.oldRSReplicas as number, input.oldRSAvailable as number)];
  expect(cleanupUnhealthyReplicas(oldSets, input.maxCleanupCount as number).cleaned).toBe(expected.cleanupCount);
});

area('Deployment.scaleDownOldReplicaSets', (input, expected) => {
  const { unavailable } = resolveFenceposts(input.maxSurge, input.maxUnavailable, input.replicas as number);
  const oldSets = [setView(0, input.oldRSReplicas as number, input.oldRSAvailable as number)];
  expect(scaleDownOldSets(oldSets, input.oldRSAvailable as number, (input.replicas as number) - unavailable).scaledDown).toBe(expected.scaleDownCount);
});

area('Deployment.resolveFenceposts', (input, expected) => {
  expect(resolveFenceposts(input.maxSurge, input.maxUnavailable, input.desired as number)).toEqual({
    surge: expected.surge,
    unavailable: expected.unavailable,
  });
});

area('Deployment.maxUnavailable', (input, expected) => {
  expect(rolloutLimits(input.strategy as never, input.replicas as number).unavailable).toBe(expected.maxUnavailable);
});

area('Deployment.getReplicaSetFraction', (input, expected) => {
  const maxReplicas = Number(input.rsAnnotations?.['deployment.kubernetes.io/max-replicas'] ?? 0);
  const view = {
    replicas: input.deploymentReplicas as number,
    limits: { surge: input.maxSurge as number, unavailable: 0 },
    statusReplicas: input.deploymentStatusReplicas as number,
  };
  expect(replicaSetFraction({ ...setView(0, input.rsReplicas as number), maxReplicas }, view)).toBe(expected.fraction);
});

function candidate(pod: Loose, rank: number, costs: boolean): DeletionCandidate {
  const ready = ((pod.status?.conditions ?? []) as Loose).find?.((c: Loose) => (c.type as string) === 'Ready') as Loose | undefined;
  const second = (text: Loose | undefined) => (text === undefined || text === null ? null : Date.parse(text as string) / 1000);
  const statuses = [...((pod.status?.containerStatuses ?? []) as unknown as Loose[]), ...((pod.status?.initContainerStatuses ?? []) as unknown as Loose[])];
  return {
    assigned: Boolean(pod.spec?.nodeName),
    phase: ((pod.status?.phase as string) === 'Failed' ? 'Running' : pod.status?.phase) as unknown as DeletionCandidate['phase'],
    ready: (ready?.status as string | undefined) === 'True',
    cost: costs ? Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) : 0,
    colocated: rank,
    readySecond: second(ready?.lastTransitionTime),
    createdSecond: second(pod.metadata.creationTimestamp),
    restarts: Math.max(0, ...statuses.map((s) => (s.restartCount as number) ?? 0)),
    uid: (pod.metadata.uid as string | undefined) ?? '',
  };
}

area('ReplicaSet.deletionOrderWithRanks', (input, expected) => {
  const costs = Boolean(input.features?.PodDeletionCost);
  const [first, later] = [input.deletedFirst as Loose, input.deletedLater as Loose].map((one) => candidate(one.pod, one.rank as number, costs));
  if (first === undefined || later === undefined) throw new Error('no pods');
  expect(deletionOrder(first, later, Date.parse(input.now as string) * 1000) < 0).toBe(expected.firstLessSecond);
});

area('ReplicaSet.getPodsToDelete', (input, expected) => {
  const definitions = new Map((input.podDefs as unknown as Loose[]).map((pod) => [pod.metadata.name as string, pod]));
  const named = (list: Loose) =>
    (list as unknown as (string | Loose)[]).map(
      (one) => definitions.get(typeof one === 'string' ? one : ((one.metadata?.name ?? one.name) as string)) as Loose,
    );
  const related = named(input.related);
  const onNode = (node: string) =>
    related.filter((pod) => pod.spec?.nodeName === node && !['Failed', 'Succeeded'].includes(pod.status?.phase as string)).length;
  const describe_ = (pod: Loose) => candidate(pod, onNode((pod.spec?.nodeName as string) ?? ''), true);
  const victims = rankPodsForDeletion(named(input.pods), input.diff as number, describe_, NOW_SECOND * 1e6).map((pod) => pod.metadata.name as string);
  expect(victims.sort()).toEqual([...(expected.podsToDelete as unknown as string[])].sort());
});
