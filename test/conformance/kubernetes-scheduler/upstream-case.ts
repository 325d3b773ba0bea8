import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createScheduler,
  type DisruptionBudgetObject,
  type ExplainedPlacement,
  type FeatureGates,
  type NamespaceObject,
  type NodeObject,
  type PodInfo,
  type PodObject,
  type Scheduler,
} from '#core/orchestrator/kubernetes/scheduler';

const FILE = join(__dirname, '../../../../shared/conformance/upstream/kubernetes.json');

interface Status {
  readonly code: string;
  readonly reasons?: readonly string[];
}

interface NodeScore {
  readonly node: string;
  readonly score: number;
}

export interface QueuedInput {
  readonly pod?: PodObject;
  readonly queueTimestampOffsetMs?: number;
}

export interface UpstreamCase {
  readonly id: string;
  readonly area: string;
  readonly nonDefaultFeatureGates?: object;
  readonly input: {
    readonly args?: object;
    readonly features?: FeatureGates;
    readonly node?: NodeObject;
    readonly nodeInfo?: { readonly node?: NodeObject; readonly pods?: readonly PodObject[] };
    readonly nodes?: readonly NodeObject[];
    readonly filteredOutNodes?: readonly NodeObject[];
    readonly existingPods?: readonly PodObject[];
    readonly pod?: PodObject;
    readonly testPods?: readonly PodObject[];
    readonly p1?: QueuedInput;
    readonly p2?: QueuedInput;
    readonly objs?: readonly NamespaceObject[];
    readonly pdbs?: readonly DisruptionBudgetObject[];
    readonly plugins?: { readonly filter?: readonly string[] } | null;
    readonly filterPlugins?: readonly string[];
    readonly filteredNodeStatuses?: Readonly<Record<string, Status>>;
    readonly fakeFilterReturnCode?: string;
    readonly serial?: boolean;
    readonly nominatedNodeStatus?: Status;
    readonly points?: readonly { readonly Utilization: number; readonly Score: number }[];
    readonly utilization?: number;
    readonly numAllNodes?: number;
    readonly globalPercentageOfNodesToScore?: number;
    readonly profilePercentageOfNodesToScore?: number | null;
  };
  readonly expected: {
    readonly status?: Status;
    readonly preFilterStatus?: Partial<Status>;
    readonly preFilterNodeNames?: readonly string[];
    readonly statusByNode?: Readonly<Record<string, Status>>;
    readonly statusCodeByNode?: Readonly<Record<string, string>>;
    readonly rawScores?: readonly NodeScore[];
    readonly normalizedScores?: readonly NodeScore[];
    readonly preScore?: string;
    readonly preScoreStatus?: Status;
    readonly scoreStatusCode?: string;
    readonly configError?: unknown;
    readonly fits?: boolean;
    readonly p1BeforeP2?: boolean;
    readonly constraints?: readonly { readonly topologyKey: string; readonly maxSkew: number; readonly minDomains: number; readonly selector: string }[];
    readonly matchNumByTopologyValue?: readonly Readonly<Record<string, number>>[];
    readonly topologyNormalizingWeight?: readonly number[];
    readonly topologyValueToPodCounts?: readonly Readonly<Record<string, number>>[];
    readonly score?: number;
    readonly numNodes?: number;
    readonly nodeAnyOf?: readonly string[];
    readonly eligible?: boolean;
    readonly nominatedNodeName?: string;
    readonly candidatesPerCycle?: readonly (readonly { readonly node: string; readonly victims: readonly string[]; readonly numPDBViolations: number }[])[];
  };
}

/** Cases of Kubernetes' own unit tests, where they are at hand; they are not ours to commit. */
export const upstreamCases = (): readonly UpstreamCase[] =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as { readonly cases: readonly UpstreamCase[] }).cases : [];

interface OnlyPlugins {
  readonly filter?: readonly string[];
  readonly score?: readonly string[];
  readonly postFilter?: readonly string[];
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A profile of these plugins alone: a unit test of one plugin, through the front door. */
export function onlyPlugins({ filter = [], score = [], postFilter = [], args = {} }: OnlyPlugins): object {
  const set = (names: readonly string[]) => ({ enabled: names.map((name) => ({ name })) });
  const plugins = { multiPoint: { disabled: [{ name: '*' }] }, filter: set(filter), score: set(score), postFilter: set(postFilter) };
  return { percentageOfNodesToScore: 100, profiles: [{ plugins, pluginConfig: Object.entries(args).map(([name, a]) => ({ name, args: a })) }] };
}

const named = (node: NodeObject): NodeObject => ({ ...node, metadata: { ...node.metadata, name: node.metadata?.name ?? 'node' } });

export interface Stage {
  readonly scheduler: Scheduler;
  readonly placement: ExplainedPlacement;
  readonly pod: PodInfo;
}

/** Builds the cluster of a case and tries its pod. */
export function tryPod({ input }: UpstreamCase, plugins: OnlyPlugins, raw: PodObject = input.pod ?? {}): Stage {
  const scheduler = createScheduler({ configuration: onlyPlugins(plugins), ...(input.features ? { featureGates: input.features } : {}) });
  const single = input.node ?? input.nodeInfo?.node ?? (input.nodes ? undefined : {});
  for (const node of [...(single ? [single] : []), ...(input.nodes ?? [])]) scheduler.addNode(named(node));
  for (const node of input.filteredOutNodes ?? []) scheduler.addNode({ ...node, spec: { ...node.spec, unschedulable: true } });
  scheduler.setNamespaces(input.objs ?? []);
  scheduler.setDisruptionBudgets(input.pdbs ?? []);
  const [only] = scheduler.cluster.nodes;
  for (const pod of input.nodeInfo?.pods ?? []) scheduler.bind(scheduler.pod(pod), only?.name as string);
  for (const pod of input.existingPods ?? []) if (pod.spec?.nodeName) scheduler.bind(scheduler.pod(pod), pod.spec.nodeName);
  const pod = scheduler.pod(raw);
  return { scheduler, pod, placement: scheduler.explain(pod) };
}

export const statusOf = (placement: ExplainedPlacement, node: string): { readonly code: string; readonly reasons: readonly string[] } =>
  placement.rejections.get(node) ?? { code: 'Success', reasons: [] };
