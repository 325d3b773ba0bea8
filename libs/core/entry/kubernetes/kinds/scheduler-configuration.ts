import { CONTAINER_POLICY as POLICY } from '../../policy/container-policy.js';
import { dnsSubdomain, qualifiedName } from '../../shape/name-rules.js';
import type { Fields, Rule, Shape } from '../../shape/shape.js';
import { each, fields, flag, inert, list, listBy, oneOf, policed, text, whole } from '../../shape/shapes.js';
import { defaultSpreadConstraint, nodeAffinity } from '../pod-scheduling.js';

/** What kube-scheduler has built in. */
export const PLUGINS: readonly string[] = [
  ...['SchedulingGates', 'PrioritySort', 'NodeUnschedulable', 'NodeName', 'TaintToleration', 'NodeAffinity', 'NodePorts', 'NodeResourcesFit'],
  ...['VolumeRestrictions', 'NodeVolumeLimits', 'VolumeBinding', 'VolumeZone', 'PodTopologySpread', 'InterPodAffinity', 'DynamicResources'],
  ...['DefaultPreemption', 'NodeResourcesBalancedAllocation', 'ImageLocality', 'DefaultBinder', 'NodeDeclaredFeatures'],
];
const POINTS = [
  'preEnqueue',
  'queueSort',
  'preFilter',
  'filter',
  'postFilter',
  'preScore',
  'score',
  'reserve',
  'permit',
  'preBind',
  'bind',
  'postBind',
  'multiPoint',
];

const pluginName: Shape = { kind: 'choice', of: PLUGINS, code: 'unknown-plugin' };
const disabledName: Shape = { kind: 'choice', of: [...PLUGINS, '*'], code: 'unknown-plugin' };
const pluginSet = fields({
  enabled: listBy('name', fields({ 'name!': pluginName, weight: whole(1, 100) })),
  disabled: listBy('name', fields({ 'name!': disabledName, weight: inert })),
});

const resourceWeights = listBy('name', fields({ 'name!': text(qualifiedName, 'invalid-name'), weight: whole(1, 100) }));
const rises: Rule = (value, say) => {
  const shape = (value['shape'] ?? []) as readonly { readonly utilization?: number }[];
  shape.forEach((point, index) => {
    const before = shape[index - 1];
    if (before !== undefined && (point.utilization ?? 0) <= (before.utilization ?? 0))
      say(['shape', index, 'utilization'], { code: 'invalid-value', message: 'utilization values must be sorted in increasing order' });
  });
};
const shapeForRatio: Rule = (value, say) => {
  const isRatio = value['type'] === 'RequestedToCapacityRatio';
  if (isRatio && value['requestedToCapacityRatio'] === undefined)
    say([], { code: 'missing-field', message: '`requestedToCapacityRatio` with a `shape` is required when `type` is RequestedToCapacityRatio' });
};
const scoringStrategy = fields(
  {
    type: oneOf('LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'),
    resources: resourceWeights,
    requestedToCapacityRatio: fields({ 'shape!': list(fields({ utilization: whole(0, 100), score: whole(0, 10) }), 1) }, rises),
  },
  shapeForRatio,
);
const listNeedsType: Rule = (value, say) => {
  const count = ((value['defaultConstraints'] ?? []) as readonly unknown[]).length;
  if (count > 0 && value['defaultingType'] !== 'List')
    say(['defaultConstraints'], { code: 'exclusive-fields', message: '`defaultConstraints` need `defaultingType: List`', hint: 'add `defaultingType: List`' });
};

const ARGS: Readonly<Record<string, Fields>> = {
  DefaultPreemption: args({ minCandidateNodesPercentage: whole(0, 100), minCandidateNodesAbsolute: whole() }),
  InterPodAffinity: args({ hardPodAffinityWeight: whole(0, 100), ignorePreferredTermsOfExistingPods: flag }),
  NodeAffinity: args({ addedAffinity: nodeAffinity }),
  NodeResourcesFit: args({ ignoredResources: list(text(qualifiedName)), ignoredResourceGroups: list(text(dnsSubdomain)), scoringStrategy }),
  NodeResourcesBalancedAllocation: args({ resources: resourceWeights }),
  PodTopologySpread: args({ defaultingType: oneOf('System', 'List'), defaultConstraints: list(defaultSpreadConstraint) }, listNeedsType),
};

function args(table: Readonly<Record<string, Shape>>, ...rules: readonly Rule[]): Fields {
  return fields(
    { apiVersion: inert, kind: text((kind) => (kind.endsWith('Args') ? null : 'must be the kind of the arguments, such as NodeResourcesFitArgs')), ...table },
    ...rules,
  );
}

/** Arguments of one plugin; null: the plugin's arguments cannot change the outcome. */
export const argsOf = (plugin: string): Fields | null => ARGS[plugin] ?? null;

const profile = fields({
  schedulerName: text(dnsSubdomain, 'invalid-name'),
  percentageOfNodesToScore: whole(0, 100),
  plugins: fields(Object.fromEntries(POINTS.map((point) => [point, pluginSet]))),
  pluginConfig: listBy('name', fields({ 'name!': pluginName, args: inert })),
});

const backoffsInOrder: Rule = (value, say) => {
  if (Number(value['podMaxBackoffSeconds'] ?? 10) < Number(value['podInitialBackoffSeconds'] ?? 1))
    say(['podMaxBackoffSeconds'], { code: 'invalid-value', message: '`podMaxBackoffSeconds` must be greater than or equal to `podInitialBackoffSeconds`' });
};

export const schedulerConfiguration = fields(
  {
    profiles: listBy('schedulerName', profile),
    percentageOfNodesToScore: whole(0, 100),
    podInitialBackoffSeconds: whole(1),
    podMaxBackoffSeconds: whole(1),
    extenders: policed(POLICY.extender),
    ...each(
      inert,
      'parallelism',
      'leaderElection',
      'clientConnection',
      'healthzBindAddress',
      'metricsBindAddress',
      'enableProfiling',
      'enableContentionProfiling',
    ),
    delayCacheUntilActive: inert,
    metadata: inert,
  },
  backoffsInOrder,
);
