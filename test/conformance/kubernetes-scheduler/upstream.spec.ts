import { parseKubernetesSnapshot } from '#core/entry';
import { createScheduler, type NodeObject, type PodInfo, type PodObject, SchedulingQueue } from '#core/orchestrator/kubernetes/scheduler';
import { onlyPlugins, type QueuedInput, statusOf, tryPod, type UpstreamCase, upstreamCases } from './upstream-case';

type Check = (c: UpstreamCase) => void;

const pluginOf = (c: UpstreamCase) => c.area.split('.')[0] as string;
const argsOf = (c: UpstreamCase) => ({ [pluginOf(c)]: c.input.args ?? {} });

const filter: Check = (c) => {
  const { placement, scheduler } = tryPod(c, { filter: [pluginOf(c)], args: argsOf(c) });
  const { status, preFilterStatus, statusByNode, statusCodeByNode } = c.expected;
  if (statusByNode)
    for (const [node, s] of Object.entries(statusByNode)) expect(statusOf(placement, node)).toMatchObject({ code: s.code, reasons: s.reasons ?? [] });
  if (statusCodeByNode) for (const [node, code] of Object.entries(statusCodeByNode)) expect([node, statusOf(placement, node).code]).toEqual([node, code]);
  const early = preFilterStatus?.code && !['Success', 'Skip'].includes(preFilterStatus.code) ? preFilterStatus : undefined;
  const whole = early ?? status;
  const node = scheduler.cluster.nodes[0]?.name as string;
  // A node that was never let into question has no filter's word against it.
  const passedOver = c.expected.preFilterNodeNames?.includes(node) === false;
  if (whole) expect(statusOf(placement, node)).toMatchObject({ code: whole.code, ...(passedOver ? {} : { reasons: whole.reasons ?? [] }) });
  expect([statusByNode, statusCodeByNode, whole].some((x) => x !== undefined)).toBe(true);
};

const fits: Check = (c) => {
  const { placement } = tryPod(c, { filter: ['NodePorts'] });
  expect(placement.node !== null).toBe(c.expected.fits);
};

/** Read as a file, it is refused. */
function refusedConfiguration(c: UpstreamCase): void {
  const profiles = [{ pluginConfig: [{ name: pluginOf(c), args: c.input.args }] }];
  const text = JSON.stringify({ apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration', profiles });
  expect(parseKubernetesSnapshot({ path: 'scheduler.json', text }).ok).toBe(false);
}

const score: Check = (c) => {
  if (c.expected.configError) return refusedConfiguration(c);
  const plugin = pluginOf(c);
  const { placement } = tryPod(c, { filter: ['NodeUnschedulable'], score: [plugin], args: argsOf(c) });
  const column = placement.scores?.get(plugin);
  const skipped = c.expected.preScore === 'Skip' || c.expected.preScoreStatus?.code === 'Skip';
  if (skipped) return expect(column).toBeUndefined();
  const wanted = c.expected.normalizedScores ?? c.expected.rawScores ?? [];
  const zeros = wanted.every((s) => s.score === 0) && column === undefined;
  const ours = placement.feasibleNodes.map((node, i) => ({ node, score: zeros ? 0 : column?.[i] }));
  expect([...ours].sort((a, b) => (a.node < b.node ? -1 : 1))).toEqual([...wanted].sort((a, b) => (a.node < b.node ? -1 : 1)));
};

const brokenLinear: Check = ({ input, expected }) => {
  const shape = (input.points ?? []).map((p) => ({ utilization: p.Utilization, score: p.Score }));
  const strategy = { type: 'RequestedToCapacityRatio', resources: [{ name: 'cpu', weight: 1 }], requestedToCapacityRatio: { shape } };
  const scheduler = createScheduler({ configuration: onlyPlugins({ score: ['NodeResourcesFit'], args: { NodeResourcesFit: { scoringStrategy: strategy } } }) });
  for (const name of ['a', 'b']) scheduler.addNode({ metadata: { name }, status: { allocatable: { cpu: '100m', pods: '9' } } });
  const requests = { cpu: `${input.utilization}m` };
  const placement = scheduler.explain(scheduler.pod({ spec: { containers: [{ name: 'c', resources: { requests } }] } }));
  expect(Math.floor((placement.scores?.get('NodeResourcesFit')?.[0] as number) / 10)).toBe(expected.score);
};

const numNodes: Check = ({ input, expected }) => {
  const { profiles } = onlyPlugins({ score: ['ImageLocality'] }) as { profiles: object[] };
  const percentageOfNodesToScore = input.profilePercentageOfNodesToScore ?? null;
  const configuration = { percentageOfNodesToScore: input.globalPercentageOfNodesToScore ?? 0, profiles: [{ ...profiles[0], percentageOfNodesToScore }] };
  const scheduler = createScheduler({ configuration });
  for (let i = 0; i < (input.numAllNodes as number); i++) scheduler.addNode({ metadata: { name: `n${i}` } });
  expect(scheduler.schedule(scheduler.pod({})).feasible).toBe(expected.numNodes);
};

const wins = (a: PodInfo, b: PodInfo, at: readonly [number, number]): boolean => {
  const queue = new SchedulingQueue();
  const pods = [a, b].map((pod, i) => ({ pod, us: (at[i] as number) * 1000 })).sort((x, y) => x.us - y.us);
  for (const { pod, us } of pods) queue.add(pod, us);
  return queue.pop(10 ** 9) === a;
};

/** Of two equals neither comes before the other: ours are told apart by who was queued first. */
const less: Check = ({ input, expected }) => {
  const scheduler = createScheduler();
  const of = (one: QueuedInput | undefined) => [scheduler.pod(one?.pod ?? {}), one?.queueTimestampOffsetMs ?? 0] as const;
  const [[p1, at1], [p2, at2]] = [of(input.p1), of(input.p2)];
  if (expected.p1BeforeP2 || at1 !== at2 || input.p1?.pod?.spec?.priority !== input.p2?.pod?.spec?.priority) {
    expect(wins(p1, p2, [at1, at2])).toBe(expected.p1BeforeP2);
  }
};

/** The counts given there have but one consequence for each node; it is compared. */
const spreadCounts: Check = (c) => {
  const { placement } = tryPod(c, { filter: ['PodTopologySpread'], args: argsOf(c) });
  const { constraints = [], matchNumByTopologyValue: counts = [] } = c.expected;
  const labels = c.input.pod?.metadata?.labels ?? {};
  for (const node of c.input.nodes ?? []) {
    const verdict = constraints.reduce((code, { topologyKey, maxSkew, minDomains, selector }, i) => {
      if (code !== 'Success') return code;
      const value = node.metadata?.labels?.[topologyKey];
      if (value === undefined) return 'UnschedulableAndUnresolvable';
      const all = Object.values(counts[i] ?? {});
      const least = all.length < minDomains ? 0 : Math.min(...all);
      return (counts[i]?.[value] ?? 0) + (selector in labels ? 1 : 0) - least > maxSkew ? 'Unschedulable' : 'Success';
    }, 'Success');
    const name = node.metadata?.name as string;
    expect([name, statusOf(placement, name).code]).toEqual([name, verdict]);
  }
};

/** Likewise: counts and weights make scores. */
const spreadWeights: Check = (c) => {
  const { placement } = tryPod(c, { filter: ['NodeUnschedulable'], score: ['PodTopologySpread'], args: argsOf(c) });
  const { topologyNormalizingWeight: weights = [], topologyValueToPodCounts: counts = [] } = c.expected;
  const soft = (c.input.pod?.spec?.topologySpreadConstraints ?? []).filter((s) => s.whenUnsatisfiable === 'ScheduleAnyway');
  const raw = placement.feasibleNodes.map((name) => {
    const labels = c.input.nodes?.find((n) => n.metadata?.name === name)?.metadata?.labels ?? {};
    return Math.round(soft.reduce((sum, s, i) => sum + (counts[i]?.[labels[s.topologyKey] ?? ''] ?? 0) * (weights[i] as number) + s.maxSkew - 1, 0));
  });
  const [min, max] = [Math.min(...raw), Math.max(...raw)];
  expect(placement.scores?.get('PodTopologySpread')).toEqual(raw.map((s) => (max === 0 ? 100 : Math.floor((100 * (max + min - s)) / max))));
};

const preempting = (c: UpstreamCase) => ({
  filter: c.input.plugins?.filter ?? c.input.filterPlugins ?? ['NodeResourcesFit'],
  postFilter: ['DefaultPreemption'],
  args: { DefaultPreemption: c.input.args ?? {} },
});

/** A filter there turns every node down whoever leaves; here a port that somebody more important holds does. */
function beyondCure(c: UpstreamCase): UpstreamCase {
  const containers = [{ name: 'port', ports: [{ containerPort: 80, hostPort: 80 }] }];
  const holders = (c.input.nodes ?? []).map((n) => ({ spec: { containers, priority: 2_000_000_000, nodeName: n.metadata?.name as string } }));
  const wanting = (c.input.testPods ?? []).map((p) => ({ ...p, spec: { ...p.spec, containers: [...(p.spec?.containers ?? []), ...containers] } }));
  return { ...c, input: { ...c.input, testPods: wanting, existingPods: [...(c.input.existingPods ?? []), ...holders], plugins: { filter: ['NodePorts'] } } };
}

const dryRun: Check = (given) => {
  const c = given.input.fakeFilterReturnCode === 'Unschedulable' ? beyondCure(given) : given;
  const [pod] = c.input.testPods ?? [];
  const { placement } = tryPod(c, preempting(c), pod);
  const candidates = c.expected.candidatesPerCycle?.[0] ?? [];
  expect(placement.preemption?.nominated !== null).toBe(candidates.length > 0);
  // How far the search goes before it has enough depends on where it starts, which is drawn.
  const limited = c.input.serial === true;
  for (const ours of limited ? [] : (placement.preemption?.equals ?? [])) {
    const theirs = candidates.find((t) => t.node === ours.node);
    expect([ours.victims.map((v) => v.name).sort(), ours.budgetViolations]).toEqual([[...(theirs?.victims ?? [])].sort(), theirs?.numPDBViolations]);
  }
};

const selectBest: Check = (c) => {
  const { placement } = tryPod(c, preempting(c));
  expect(c.expected.nodeAnyOf).toContain(placement.preemption?.nominated);
};

/** Statuses are given there, and made here: beyond help by a taint. */
function withTaints(c: UpstreamCase): UpstreamCase {
  const hopeless = (n: NodeObject) => c.input.filteredNodeStatuses?.[n.metadata?.name as string]?.code === 'UnschedulableAndUnresolvable';
  const taints = [{ key: 'beyond', effect: 'NoSchedule', value: 'help' }];
  return { ...c, input: { ...c.input, nodes: (c.input.nodes ?? []).map((n) => (hopeless(n) ? { ...n, spec: { taints } } : n)) } };
}

/** Curable, though the node is too small: a port that somebody holds. */
function withPorts(c: UpstreamCase): UpstreamCase {
  if (!Object.values(c.input.filteredNodeStatuses ?? {}).some((s) => s.code === 'Unschedulable')) return c;
  const port = { name: 'port', ports: [{ containerPort: 80, hostPort: 80 }] };
  const holding = (p: PodObject | undefined): PodObject => ({ ...p, spec: { ...p?.spec, containers: [...(p?.spec?.containers ?? []), port] } });
  return { ...c, input: { ...c.input, pod: holding(c.input.pod), existingPods: (c.input.existingPods ?? []).map(holding) } };
}

const postFilter: Check = (c) => {
  const { placement } = tryPod(withPorts(withTaints(c)), { ...preempting(c), filter: ['TaintToleration', 'NodePorts', 'NodeResourcesFit'] });
  expect(placement.preemption?.nominated ?? '').toBe(c.expected.nominatedNodeName);
  expect(placement.preemption?.message).toBe(c.expected.status?.reasons?.[0] ?? '');
};

const eligible: Check = (c) => {
  const hopeless = c.input.nominatedNodeStatus?.code === 'UnschedulableAndUnresolvable';
  const nodes = (c.input.nodes ?? []).map((n) => ({
    ...n,
    spec: hopeless ? { taints: [{ key: 'beyond', effect: 'NoSchedule', value: 'help' }] } : {},
    status: { allocatable: { pods: '1' } },
  }));
  const { placement } = tryPod({ ...c, input: { ...c.input, nodes } }, { filter: ['TaintToleration', 'NodeResourcesFit'], postFilter: ['DefaultPreemption'] });
  expect(placement.preemption?.message.includes('not eligible') ?? false).toBe(!c.expected.eligible);
};

const CHECKS: Readonly<Record<string, Check>> = {
  'PrioritySort.less': less,
  'PodTopologySpread.preFilterState': spreadCounts,
  'PodTopologySpread.preScoreState': spreadWeights,
  'NodeName.filter': filter,
  'NodePorts.filter': filter,
  'NodeAffinity.filter': filter,
  'TaintToleration.filter': filter,
  'InterPodAffinity.filter': filter,
  'PodTopologySpread.filter': filter,
  'NodeResourcesFit.filter': filter,
  'NodePorts.fits': fits,
  'ImageLocality.score': score,
  'NodeAffinity.score': score,
  'TaintToleration.score': score,
  'InterPodAffinity.score': score,
  'PodTopologySpread.score': score,
  'NodeResourcesBalancedAllocation.score': score,
  'NodeResourcesFit.score': score,
  'NodeResourcesFit.score/LeastAllocated': score,
  'NodeResourcesFit.score/MostAllocated': score,
  'NodeResourcesFit.score/RequestedToCapacityRatio': score,
  'NodeResourcesFit.score/RTCR.brokenLinear': brokenLinear,
  'Scheduler.numFeasibleNodesToFind': numNodes,
  'DefaultPreemption.dryRun': dryRun,
  'DefaultPreemption.selectBestCandidate': selectBest,
  'DefaultPreemption.postFilter': postFilter,
  'DefaultPreemption.podEligibleToPreemptOthers': eligible,
};

/** Why a case says nothing about this scheduler. */
function beside(c: UpstreamCase): string | null {
  if (c.expected.scoreStatusCode === 'Error') return 'resources that the API server would have filled in';
  return null;
}

const known = upstreamCases().filter((c) => c.area in CHECKS);

(known.length > 0 ? describe : describe.skip)("cases of Kubernetes' own tests", () => {
  it('are at hand', () => expect(known.length).toBeGreaterThan(100));
  for (const c of known) {
    const reason = beside(c);
    if (reason === null) it(`${c.area} ${c.id}`, () => (CHECKS[c.area] as Check)(c));
    else it.skip(`${c.area} ${c.id}: ${reason}`, () => undefined);
  }
});
