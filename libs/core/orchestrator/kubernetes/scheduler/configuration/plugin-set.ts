import type { RawPluginRef, RawProfile } from './raw-configuration.js';

export interface WeightedPlugin {
  readonly name: string;
  readonly weight: number;
}

/** On by default, in the order in which filters are asked, with their weights. */
const DEFAULTS: readonly RawPluginRef[] = [
  { name: 'SchedulingGates' },
  { name: 'PrioritySort' },
  { name: 'NodeUnschedulable' },
  { name: 'NodeName' },
  { name: 'TaintToleration', weight: 3 },
  { name: 'NodeAffinity', weight: 2 },
  { name: 'NodePorts' },
  { name: 'NodeResourcesFit', weight: 1 },
  { name: 'VolumeRestrictions' },
  { name: 'NodeVolumeLimits' },
  { name: 'VolumeBinding' },
  { name: 'VolumeZone' },
  { name: 'PodTopologySpread', weight: 2 },
  { name: 'InterPodAffinity', weight: 2 },
  { name: 'DynamicResources', weight: 2 },
  { name: 'DefaultPreemption' },
  { name: 'NodeResourcesBalancedAllocation', weight: 1 },
  { name: 'ImageLocality', weight: 1 },
  { name: 'DefaultBinder' },
  { name: 'NodeDeclaredFeatures' },
];

const names = (list: readonly RawPluginRef[] | null | undefined): Set<string> => new Set((list ?? []).map((p) => p.name));

/** A profile's multiPoint changes the defaults: same name in place, others behind them. */
function multiPoint(profile: RawProfile): RawPluginRef[] {
  const set = profile.plugins?.multiPoint;
  const enabled = set?.enabled ?? [];
  const off = names(set?.disabled);
  const kept = off.has('*') ? [] : DEFAULTS.filter((p) => !off.has(p.name));
  const own = new Map(enabled.map((p) => [p.name, p]));
  const known = names(kept);
  return [...kept.map((p) => own.get(p.name) ?? p), ...enabled.filter((p) => !known.has(p.name))];
}

/** Plugins of one extension point: those it overrides first, then multiPoint's, then those that it alone names. */
export function pluginsAt(profile: RawProfile, point: string): WeightedPlugin[] {
  const set = profile.plugins?.[point];
  const off = names(set?.disabled);
  const specific = set?.enabled ?? [];
  const specificNames = names(specific);
  const everywhere = off.has('*') ? [] : multiPoint(profile);
  const everywhereNames = names(everywhere);
  // Disabled and enabled again: it goes behind those that were left where they are.
  const overrides = (name: string) => everywhereNames.has(name) && !off.has(name);
  const all = [
    ...specific.filter((p) => overrides(p.name)),
    ...everywhere.filter((p) => !off.has(p.name) && !specificNames.has(p.name)),
    ...specific.filter((p) => !overrides(p.name)),
  ];
  return all.map((p) => ({ name: p.name, weight: p.weight || 1 }));
}
