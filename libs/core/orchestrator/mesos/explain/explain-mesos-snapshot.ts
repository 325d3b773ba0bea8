import type { MesosSnapshot } from '#core/entry/mesos';
import type { ExplainedNode, ExplainedPod, Explanation } from '../../kubernetes/scheduler/explain/explanation.js';
import { type Amounts, isEmpty, MIN_ALLOCATABLE, PORTS, printed, SCALARS } from '../allocator/index.js';
import { dependencySteps } from '../marathon/deployment/dependency-steps.js';
import { meetsConstraint } from '../marathon/constraints/meets-constraint.js';
import type { AppState } from '../marathon/instances/app-state.js';
import { type AgentView, fieldValue } from '../marathon/launch/agent-view.js';
import { acceptedPart, mismatchBits } from '../marathon/launch/match-offer.js';
import { firstMismatch, type Mismatch, MISMATCHES, mismatchesOf } from '../marathon/launch/mismatch.js';
import { SnapshotCluster } from './snapshot-cluster.js';

/** Who passes an agent over: the allocator makes no offer of it, or Marathon does not take the offer. */
const ALLOCATOR = 'Allocator';
const MARATHON = 'Marathon';
const NOT_OFFERED = 'NotOffered';

/**
 * Says for every instance that a snapshot lacks, in the order in which Marathon would deploy, which agents' offers would be taken and why the
 * others would not; each takes its place before the next. Nothing is scored: whichever matching offer comes first wins, here the first agent.
 */
export function explainMesosSnapshot(snapshot: MesosSnapshot): Explanation {
  const cluster = new SnapshotCluster(snapshot);
  const byId = new Map(cluster.apps.map((app) => [app.id, app]));
  const steps = dependencySteps([...byId.keys()], (id) => (byId.get(id)?.spec.app.dependencies ?? []).filter((below) => byId.has(below)));
  return { pods: steps.flat().flatMap((id) => missing(cluster, byId.get(id) as AppState)) };
}

function missing(cluster: SnapshotCluster, app: AppState): readonly ExplainedPod[] {
  const running = cluster.running(app);
  return Array.from({ length: Math.max(0, app.wanted - running) }, (_, index) => explain(cluster, app, `${app.id}#${running + index + 1}`));
}

function explain(cluster: SnapshotCluster, app: AppState, pod: string): ExplainedPod {
  const nodes = cluster.agents.map((_, agent) => verdict(cluster, app, agent));
  const best = nodes.filter((node) => node.filter === null).map((node) => node.node);
  const first = nodes.findIndex((node) => node.filter === null);
  if (first >= 0) cluster.place(app, first, cluster.offerOf(first, app.spec.app.role) ?? { unreserved: cluster.free(first), reserved: null });
  return { pod, node: best[0] ?? null, best, nodes, nominated: null, victims: [], message: best.length > 0 ? '' : summary(nodes) };
}

function verdict(cluster: SnapshotCluster, app: AppState, agent: number): ExplainedNode {
  const { hostname, inactive } = cluster.agents[agent] as { hostname: string; inactive: string | null };
  const refused = (plugin: string, code: string, reasons: readonly string[]): ExplainedNode => ({
    node: hostname,
    filter: { plugin, code, reasons },
    scores: {},
    total: 0,
  });
  if (inactive !== null) return refused(ALLOCATOR, NOT_OFFERED, [inactive]);
  const { role } = app.spec.app;
  const offer = cluster.offerOf(agent, role);
  if (offer === null) return refused(ALLOCATOR, NOT_OFFERED, [whyNotOffered(cluster.free(agent), role)]);
  const view = cluster.view(agent);
  const bits = mismatchBits(app.spec, offer, view, { standing: (index) => app.standing(index), homeRegion: cluster.view(0).region });
  if (bits === 0) return { node: hostname, filter: null, scores: {}, total: 0 };
  const accepted = acceptedPart(offer, app.spec.accepts);
  return refused(
    MARATHON,
    firstMismatch(bits) as string,
    mismatchesOf(bits).flatMap((reason) => reasonTexts(reason, app, accepted, view)),
  );
}

function whyNotOffered(free: Amounts, role: string): string {
  const least = 'min_allocatable_resources (cpus:0.01|mem:32)';
  if (isEmpty(free.slice(0, PORTS))) return 'nothing of the agent is free for this role';
  if (isWorthOffering(free)) return `quota leaves the role ${role} less than ${least} of what is free: ${printed(free)}`;
  return `less than ${least} is free: ${printed(free)}`;
}

const isWorthOffering = (free: Amounts): boolean => MIN_ALLOCATABLE.some((least) => least.every((amount, kind) => (free[kind] as number) >= amount));

const SCALAR_OF: Partial<Record<Mismatch, number>> = { InsufficientCpus: 0, InsufficientMemory: 1, InsufficientDisk: 2, InsufficientGpus: 3 };

/** A mismatch in Marathon's words, with what it is about. */
function reasonTexts(reason: Mismatch, app: AppState, accepted: Amounts, view: AgentView): readonly string[] {
  const { spec } = app;
  const kind = SCALAR_OF[reason];
  if (kind !== undefined) return [`${reason}: ${SCALARS[kind]} NOT SATISFIED (${milli(spec.needs[kind])} > ${milli(accepted[kind])})`];
  if (reason === 'InsufficientPorts') return [`${reason}: ${spec.needs[PORTS]} ports wanted, ${accepted[PORTS]} offered`];
  if (reason === 'UnfulfilledRole') return [`${reason}: no resources with roles {${[...spec.accepts].join(', ')}}`];
  if (reason !== 'UnfulfilledConstraint') return [reason];
  const bad = spec.constraints.filter((one, index) => !meetsConstraint(one, fieldValue(view, one.field), app.standing(index)));
  if (bad.length === 0) return [`${reason}: the agent is in the region ${view.region}`];
  return bad.map(({ field, operator, value }) => {
    const has = fieldValue(view, field);
    return `${reason}: [${[field, operator, value].filter((part) => part !== '').join(', ')}] with ${has === null ? `no ${field}` : `${field} ${has}`}`;
  });
}

const milli = (amount: number | undefined): number => (amount ?? 0) / 1000;

/** `0/5 offers match: UnfulfilledConstraint 3, InsufficientCpus 2` */
function summary(nodes: readonly ExplainedNode[]): string {
  if (nodes.length === 0) return 'there are no agents';
  const counts = new Map<string, number>();
  for (const { filter } of nodes) if (filter !== null) counts.set(filter.code, (counts.get(filter.code) ?? 0) + 1);
  const order = [NOT_OFFERED, ...MISMATCHES];
  const parts = [...counts].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([reason, count]) => `${reason} ${count}`);
  return `0/${nodes.length} agents have an offer that matches: ${parts.join(', ')}`;
}
