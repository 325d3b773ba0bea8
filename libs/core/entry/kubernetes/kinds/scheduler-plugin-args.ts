import { dnsSubdomain, qualifiedName } from '../../shape/name-rules.js';
import type { Fields, Rule, Shape } from '../../shape/shape.js';
import { fields, flag, inert, list, listBy, oneOf, text, whole } from '../../shape/shapes.js';
import { defaultSpreadConstraint, nodeAffinity } from '../pod-scheduling.js';

const resourceName = text(qualifiedName, 'invalid-name');
/** A weight of 0 is one that is not set: it counts as 1. */
const scoredResource = fields({ 'name!': resourceName, weight: whole(0, 100) });
const balancedResource = fields({ 'name!': resourceName, weight: whole(0, 1) });

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
  const given = value['requestedToCapacityRatio'] !== undefined;
  if (isRatio && !given)
    say([], { code: 'missing-field', message: '`requestedToCapacityRatio` with a `shape` is required when `type` is RequestedToCapacityRatio' });
  if (!isRatio && given)
    say(['requestedToCapacityRatio'], {
      code: 'exclusive-fields',
      message: '`requestedToCapacityRatio` may not be set when `type` is not RequestedToCapacityRatio',
    });
};
const scoringStrategy = fields(
  {
    'type!': oneOf('LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'),
    resources: list(scoredResource),
    requestedToCapacityRatio: fields({ 'shape!': list(fields({ utilization: whole(0, 100), score: whole(0, 10) }), 1) }, rises),
  },
  shapeForRatio,
);

const listNeedsType: Rule = (value, say) => {
  const count = ((value['defaultConstraints'] ?? []) as readonly unknown[]).length;
  if (count > 0 && value['defaultingType'] !== 'List')
    say(['defaultConstraints'], { code: 'exclusive-fields', message: '`defaultConstraints` need `defaultingType: List`', hint: 'add `defaultingType: List`' });
};
const constraintsDiffer: Rule = (value, say) => {
  const seen = new Set<string>();
  const constraints = (value['defaultConstraints'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  for (const [index, constraint] of constraints.entries()) {
    const both = `{${constraint['topologyKey']}, ${constraint['whenUnsatisfiable']}}`;
    if (seen.has(both)) say(['defaultConstraints', index], { code: 'duplicate-item', message: `${both} is here already` });
    seen.add(both);
  }
};
const candidatesLeft: Rule = (value, say) => {
  if (value['minCandidateNodesPercentage'] === 0 && value['minCandidateNodesAbsolute'] === 0)
    say(['minCandidateNodesPercentage'], { code: 'invalid-value', message: 'cannot be zero at the same time as `minCandidateNodesAbsolute`' });
};

function args(table: Readonly<Record<string, Shape>>, ...rules: readonly Rule[]): Fields {
  return fields(
    { apiVersion: inert, kind: text((kind) => (kind.endsWith('Args') ? null : 'must be the kind of the arguments, such as NodeResourcesFitArgs')), ...table },
    ...rules,
  );
}

const ARGS: Readonly<Record<string, Fields>> = {
  DefaultPreemption: args({ minCandidateNodesPercentage: whole(0, 100), minCandidateNodesAbsolute: whole() }, candidatesLeft),
  InterPodAffinity: args({ hardPodAffinityWeight: whole(0, 100), ignorePreferredTermsOfExistingPods: flag }),
  NodeAffinity: args({ addedAffinity: nodeAffinity }),
  NodeResourcesFit: args({ ignoredResources: list(text(qualifiedName)), ignoredResourceGroups: list(text(dnsSubdomain)), scoringStrategy }),
  NodeResourcesBalancedAllocation: args({ resources: listBy('name', balancedResource) }),
  PodTopologySpread: args({ defaultingType: oneOf('System', 'List'), defaultConstraints: list(defaultSpreadConstraint) }, listNeedsType, constraintsDiffer),
};

/** Arguments of one plugin; null: the plugin's arguments cannot change the outcome. */
export const argsOf = (plugin: string): Fields | null => ARGS[plugin] ?? null;
