import type { Cycle } from '../../cycle/plugin.js';
import { type Selector, selectorOf } from '../../selectors/label-selector.js';
import type { ClusterObjects } from '../../snapshot/cluster-objects.js';
import type { PodRules } from '../../snapshot/pod-rules.js';
import { type RawSpreadConstraint, type SpreadConstraint, spreadConstraint } from '../../snapshot/spread-constraint.js';

export interface SpreadArgs {
  readonly constraints: readonly RawSpreadConstraint[];
  /** The built-in constraints: nodes that lack a key are then not passed over. */
  readonly system: boolean;
}

const soft = (topologyKey: string, maxSkew: number): RawSpreadConstraint => ({ topologyKey, maxSkew, whenUnsatisfiable: 'ScheduleAnyway' });

export const SYSTEM_SPREAD: SpreadArgs = { constraints: [soft('kubernetes.io/hostname', 3), soft('topology.kubernetes.io/zone', 5)], system: true };

/** Whom a pod without constraints of its own belongs with: its Services' selectors and its owner's, all at once. */
function groupOf({ namespace, labels }: PodRules, objects: ClusterObjects, owner: Selector | undefined): Selector | null {
  const inNamespace = objects.servicesOf(namespace);
  if (inNamespace.length === 0 && owner === undefined) return null;
  const services = inNamespace.filter((s) => s.matches(labels));
  const all = [...services, ...(owner ? [owner] : [])].flatMap((s) => s.requirements);
  const once = new Map(all.map((r) => [`${r.key} ${r.operator} ${[...r.values].join()}`, r]));
  return once.size === 0 ? null : selectorOf([...once.values()]);
}

export interface Constraints {
  readonly hard: readonly SpreadConstraint[];
  readonly soft: readonly SpreadConstraint[];
}

interface Known extends Constraints {
  readonly objects: ClusterObjects;
  readonly generation: number;
  readonly owner: Selector | undefined;
}

const bySort = (all: readonly SpreadConstraint[]): Constraints => ({ hard: all.filter((c) => c.hard), soft: all.filter((c) => !c.hard) });

/** Constraints of pods, their own or those of the profile; found once for all pods that say the same of themselves. */
export class ConstraintsOf {
  private readonly own = new WeakMap<PodRules, Constraints>();
  private readonly given = new WeakMap<PodRules, Known>();

  constructor(private readonly args: SpreadArgs) {}

  of(cycle: Cycle): Constraints {
    const { rules } = cycle.pod.traits;
    return rules.spread.length > 0 ? this.ownOf(rules) : this.givenTo(rules, cycle);
  }

  private ownOf(rules: PodRules): Constraints {
    const known = this.own.get(rules);
    if (known !== undefined) return known;
    const found = bySort(rules.spread);
    this.own.set(rules, found);
    return found;
  }

  private givenTo(rules: PodRules, { pod, cluster: { objects } }: Cycle): Constraints {
    const owner = objects.ownerSelector(rules.namespace, pod.owner);
    const known = this.given.get(rules);
    if (known?.objects === objects && known.generation === objects.generation && known.owner === owner) return known;
    const group = groupOf(rules, objects, owner);
    const all = group === null ? [] : this.args.constraints.map((c) => spreadConstraint(c, rules.labels, group));
    const found = { ...bySort(all), objects, generation: objects.generation, owner };
    this.given.set(rules, found);
    return found;
  }
}
