import type { Rule } from '../../shape/shape.js';

const VOLUMES = ['preFilter', 'filter'];
/** What kube-scheduler has built in, and the extension points at which each may be asked. */
const POINTS_OF: Readonly<Record<string, readonly string[]>> = {
  SchedulingGates: ['preEnqueue'],
  PrioritySort: ['queueSort'],
  NodeUnschedulable: ['filter'],
  NodeName: ['filter'],
  TaintToleration: ['filter', 'preScore', 'score'],
  NodeAffinity: ['preFilter', 'filter', 'preScore', 'score'],
  NodePorts: ['preFilter', 'filter'],
  NodeResourcesFit: ['preFilter', 'filter', 'preScore', 'score'],
  VolumeRestrictions: VOLUMES,
  NodeVolumeLimits: VOLUMES,
  VolumeBinding: [...VOLUMES, 'preScore', 'score', 'reserve', 'preBind'],
  VolumeZone: VOLUMES,
  PodTopologySpread: ['preFilter', 'filter', 'preScore', 'score'],
  InterPodAffinity: ['preFilter', 'filter', 'preScore', 'score'],
  DynamicResources: ['preEnqueue', ...VOLUMES, 'postFilter', 'score', 'reserve', 'preBind'],
  DefaultPreemption: ['preEnqueue', 'postFilter'],
  NodeResourcesBalancedAllocation: ['preScore', 'score'],
  ImageLocality: ['score'],
  DefaultBinder: ['bind'],
  NodeDeclaredFeatures: ['preFilter', 'filter'],
};

export const PLUGINS: readonly string[] = Object.keys(POINTS_OF);
export const POINTS = [
  ...['preEnqueue', 'queueSort', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'reserve', 'permit'],
  ...['preBind', 'bind', 'postBind', 'multiPoint'],
];

interface PluginSet {
  readonly enabled?: readonly { readonly name: string }[];
  readonly disabled?: readonly { readonly name: string }[];
}

const has = (list: PluginSet['enabled'], ...names: readonly string[]): boolean => (list ?? []).some(({ name }) => names.includes(name));

export const pluginsFitTheirPoints: Rule = (value, say) => {
  for (const [point, set] of Object.entries(value as Readonly<Record<string, PluginSet>>))
    for (const [index, { name }] of (set.enabled ?? []).entries())
      if (point !== 'multiPoint' && POINTS_OF[name]?.includes(point) === false)
        say([point, 'enabled', index, 'name'], { code: 'invalid-value', message: `plugin "${name}" does not extend ${point}` });
};

/** Without these two a scheduler does not start. */
export const sortsAndBinds: Rule = (value, say) => {
  const sets = value as Readonly<Record<string, PluginSet>>;
  const needs = (point: string, plugin: string, message: string) => {
    const [own, everywhere] = [sets[point], sets['multiPoint']];
    if (has(own?.enabled, plugin) || (has(everywhere?.enabled, plugin) && !has(own?.disabled, plugin, '*'))) return;
    const off = [point, 'multiPoint'].find((at) => has(sets[at]?.disabled, plugin, '*'));
    if (off !== undefined) say([off, 'disabled'], { code: 'invalid-value', message, hint: `enable ${plugin} at \`${point}\`` });
  };
  needs('queueSort', 'PrioritySort', 'one queue sort plugin is required for a profile, but there is none');
  needs('bind', 'DefaultBinder', 'at least one bind plugin is needed for a profile');
};
