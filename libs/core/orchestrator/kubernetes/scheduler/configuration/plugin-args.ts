import type { NodeAffinity } from 'kubernetes-types/core/v1';
import type { InterPodAffinityArgs } from '../plugins/inter-pod-affinity/affinity-score.js';
import type { IgnoredResources } from '../plugins/node-resources/fit-filter.js';
import type { ScoringStrategy } from '../plugins/node-resources/fit-score.js';
import type { ShapePoint } from '../plugins/node-resources/requested-to-capacity-ratio.js';
import { CPU_AND_MEMORY, type ResourceWeight } from '../plugins/node-resources/resource-weight.js';
import { type SpreadArgs, SYSTEM_SPREAD } from '../plugins/pod-topology-spread/default-constraints.js';
import type { PreemptionArgs } from '../plugins/default-preemption/preemption-args.js';
import type { RawSpreadConstraint } from '../snapshot/spread-constraint.js';
import type { RawProfile } from './raw-configuration.js';

type Raw<T> = { readonly [K in keyof T]?: T[K] | null };

function rawArgs<T>(profile: RawProfile, plugin: string): Raw<T> {
  return (profile.pluginConfig?.find((c) => c.name === plugin)?.args ?? {}) as Raw<T>;
}

function resourcesOf(list: readonly { name: string; weight?: number }[] | null | undefined): readonly ResourceWeight[] {
  return list && list.length > 0 ? list.map((r) => ({ name: r.name, weight: r.weight || 1 })) : CPU_AND_MEMORY;
}

interface RawFit {
  ignoredResources: readonly string[];
  ignoredResourceGroups: readonly string[];
  scoringStrategy: Raw<{
    type: ScoringStrategy['type'];
    resources: readonly ResourceWeight[];
    requestedToCapacityRatio: Raw<{ shape: readonly ShapePoint[] }>;
  }>;
}

export function fitArgs(profile: RawProfile): { readonly strategy: ScoringStrategy; readonly ignored: IgnoredResources } {
  const raw = rawArgs<RawFit>(profile, 'NodeResourcesFit');
  const chosen = raw.scoringStrategy ?? {};
  const shape = (chosen.requestedToCapacityRatio?.shape ?? []).map((p) => ({ utilization: p.utilization ?? 0, score: p.score ?? 0 }));
  return {
    strategy: { type: chosen.type ?? 'LeastAllocated', resources: resourcesOf(chosen.resources), shape },
    ignored: { resources: new Set(raw.ignoredResources ?? []), groups: new Set(raw.ignoredResourceGroups ?? []) },
  };
}

export const balancedArgs = (profile: RawProfile): readonly ResourceWeight[] =>
  resourcesOf(rawArgs<{ resources: readonly ResourceWeight[] }>(profile, 'NodeResourcesBalancedAllocation').resources);

export const addedAffinity = (profile: RawProfile): NodeAffinity | undefined =>
  rawArgs<{ addedAffinity: NodeAffinity }>(profile, 'NodeAffinity').addedAffinity ?? undefined;

export function spreadArgs(profile: RawProfile): SpreadArgs {
  const raw = rawArgs<{ defaultingType: string; defaultConstraints: readonly RawSpreadConstraint[] }>(profile, 'PodTopologySpread');
  return raw.defaultingType === 'List' ? { constraints: raw.defaultConstraints ?? [], system: false } : SYSTEM_SPREAD;
}

export function podAffinityArgs(profile: RawProfile): InterPodAffinityArgs {
  const raw = rawArgs<InterPodAffinityArgs>(profile, 'InterPodAffinity');
  return { hardPodAffinityWeight: raw.hardPodAffinityWeight ?? 1, ignorePreferredTermsOfExistingPods: raw.ignorePreferredTermsOfExistingPods ?? false };
}

export function preemptionArgs(profile: RawProfile): PreemptionArgs {
  const raw = rawArgs<PreemptionArgs>(profile, 'DefaultPreemption');
  return { minCandidateNodesPercentage: raw.minCandidateNodesPercentage ?? 10, minCandidateNodesAbsolute: raw.minCandidateNodesAbsolute ?? 100 };
}
