import type { Plugin } from '../cycle/plugin.js';
import type { PreemptionArgs } from '../plugins/default-preemption/preemption-args.js';
import { dynamicResources } from '../plugins/dynamic-resources/dynamic-resources.js';
import { imageLocality } from '../plugins/image-locality/image-locality.js';
import { interPodAffinity } from '../plugins/inter-pod-affinity/inter-pod-affinity.js';
import { nodeAffinity } from '../plugins/node-affinity/node-affinity.js';
import { nodeName } from '../plugins/node-name/node-name.js';
import { nodePorts } from '../plugins/node-ports/node-ports.js';
import { balancedAllocation } from '../plugins/node-resources/balanced-allocation.js';
import { nodeResourcesFit } from '../plugins/node-resources/node-resources-fit.js';
import { type PlainResources, plainResources } from '../plugins/node-resources/plain-resources.js';
import { nodeUnschedulable } from '../plugins/node-unschedulable/node-unschedulable.js';
import { podTopologySpread } from '../plugins/pod-topology-spread/pod-topology-spread.js';
import type { SpreadArgs } from '../plugins/pod-topology-spread/default-constraints.js';
import { taintToleration } from '../plugins/taint-toleration/taint-toleration.js';
import { addedAffinity, balancedArgs, fitArgs, podAffinityArgs, preemptionArgs, spreadArgs } from './plugin-args.js';
import { pluginsAt } from './plugin-set.js';
import { type RequiredNodeAffinity, requiredNodeAffinity } from '../selectors/node-affinity.js';
import type { RawConfiguration, RawProfile } from './raw-configuration.js';
import type { SchedulerVersion } from './scheduler-options.js';

/** One scheduler as configured: its plugins in order. */
export interface Profile {
  readonly name: string;
  readonly filters: readonly Plugin[];
  readonly scorers: readonly { readonly plugin: Plugin; readonly weight: number }[];
  /** null: this profile does not preempt. */
  readonly preemption: PreemptionArgs | null;
  /** Whether the text of failures mentions resource claims. */
  readonly speaksOfClaims: boolean;
  /** null: fits are not filtered, or scored in a way of their own. */
  readonly plainResources: PlainResources | null;
  /** What hints of the queue need to know of it. */
  readonly enforced: RequiredNodeAffinity;
  readonly spread: SpreadArgs;
  /** 0: adaptive. */
  readonly percentageOfNodesToScore: number;
}

function builtIn(profile: RawProfile, version: SchedulerVersion): ReadonlyMap<string, Plugin> {
  const fit = fitArgs(profile);
  const plugins = [
    nodeUnschedulable,
    nodeName,
    taintToleration(version),
    nodeAffinity(addedAffinity(profile)),
    nodePorts,
    nodeResourcesFit(fit.strategy, fit.ignored),
    podTopologySpread(spreadArgs(profile)),
    interPodAffinity(podAffinityArgs(profile)),
    dynamicResources,
    balancedAllocation(balancedArgs(profile), version),
    imageLocality,
  ];
  return new Map(plugins.map((p) => [p.name, p]));
}

function plainOf(raw: RawProfile, { filters, scorers }: Pick<Profile, 'filters' | 'scorers'>, version: SchedulerVersion): PlainResources | null {
  const weight = (name: string) => scorers.find((s) => s.plugin.name === name)?.weight ?? 0;
  if (!filters.some((p) => p.name === 'NodeResourcesFit')) return null;
  const weights = { fitWeight: weight('NodeResourcesFit'), balanceWeight: weight('NodeResourcesBalancedAllocation') };
  return plainResources({ ...fitArgs(raw), balanced: balancedArgs(raw), ...weights }, version);
}

function profileOf(raw: RawProfile, global: number, version: SchedulerVersion): Profile {
  const known = builtIn(raw, version);
  const at = (point: string) => pluginsAt(raw, point).flatMap(({ name, weight }) => (known.has(name) ? [{ plugin: known.get(name) as Plugin, weight }] : []));
  const postFilters = new Set(pluginsAt(raw, 'postFilter').map((p) => p.name));
  const filters = at('filter').flatMap(({ plugin }) => (plugin.prepareFilter ? [plugin] : []));
  const scorers = at('score').filter(({ plugin }) => plugin.prepareScore && (plugin !== dynamicResources || version === '1.36'));
  return {
    name: raw.schedulerName ?? 'default-scheduler',
    filters,
    plainResources: plainOf(raw, { filters, scorers }, version),
    scorers,
    preemption: postFilters.has('DefaultPreemption') ? preemptionArgs(raw) : null,
    speaksOfClaims: version === '1.36' && postFilters.has('DynamicResources'),
    enforced: requiredNodeAffinity(undefined, addedAffinity(raw)),
    spread: spreadArgs(raw),
    percentageOfNodesToScore: raw.percentageOfNodesToScore ?? global,
  };
}

/** By scheduler name; the first is the one that pods get which name none of them. */
export function profilesOf(configuration: RawConfiguration, version: SchedulerVersion): ReadonlyMap<string, Profile> {
  const raw = configuration.profiles && configuration.profiles.length > 0 ? configuration.profiles : [{}];
  return new Map(raw.map((p) => profileOf(p, configuration.percentageOfNodesToScore ?? 0, version)).map((p) => [p.name, p]));
}
