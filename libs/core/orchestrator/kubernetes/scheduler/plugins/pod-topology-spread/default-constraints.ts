import type { Cycle } from '../../cycle/plugin.js';
import { type Selector, selectorOf } from '../../selectors/label-selector.js';
import { type RawSpreadConstraint, type SpreadConstraint, spreadConstraint } from '../../snapshot/spread-constraint.js';

export interface SpreadArgs {
  readonly constraints: readonly RawSpreadConstraint[];
  /** The built-in constraints: nodes that lack a key are then not passed over. */
  readonly system: boolean;
}

const soft = (topologyKey: string, maxSkew: number): RawSpreadConstraint => ({ topologyKey, maxSkew, whenUnsatisfiable: 'ScheduleAnyway' });

export const SYSTEM_SPREAD: SpreadArgs = { constraints: [soft('kubernetes.io/hostname', 3), soft('topology.kubernetes.io/zone', 5)], system: true };

/** Whom a pod without constraints of its own belongs with: its Services' selectors and its owner's, all at once. */
function groupOf({ pod, cluster }: Cycle): Selector | null {
  const { namespace, labels } = pod.traits;
  const inNamespace = cluster.objects.servicesOf(namespace);
  const owner = cluster.objects.ownerSelector(namespace, pod.owner);
  if (inNamespace.length === 0 && owner === undefined) return null;
  const services = inNamespace.filter((s) => s.matches(labels));
  const all = [...services, ...(owner ? [owner] : [])].flatMap((s) => s.requirements);
  const once = new Map(all.map((r) => [`${r.key} ${r.operator} ${[...r.values].join()}`, r]));
  return once.size === 0 ? null : selectorOf([...once.values()]);
}

const isHard = (c: RawSpreadConstraint): boolean => c.whenUnsatisfiable !== 'ScheduleAnyway';

export function constraintsOf(cycle: Cycle, args: SpreadArgs, hard: boolean): readonly SpreadConstraint[] {
  const own = cycle.pod.traits.spread;
  if (own.length > 0) return own.filter((c) => c.hard === hard);
  if (!args.constraints.some((c) => isHard(c) === hard)) return [];
  const group = groupOf(cycle);
  return group === null ? [] : args.constraints.filter((c) => isHard(c) === hard).map((c) => spreadConstraint(c, cycle.pod.traits.labels, group));
}
