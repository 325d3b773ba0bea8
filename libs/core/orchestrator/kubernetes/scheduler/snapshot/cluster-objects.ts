import type {
  DisruptionBudgetObject,
  NamespaceObject,
  ReplicaSetObject,
  ReplicationControllerObject,
  ServiceObject,
  StatefulSetObject,
} from '../objects/api-objects.js';
import { type Labels, labelsOf } from '../objects/labels.js';
import { equalities, labelSelector, type Selector, selectorOf } from '../selectors/label-selector.js';

/** The objects beside nodes and pods that scheduling reads. Each `set` replaces all of its kind. */
export class ClusterObjects {
  /** Grows with every change that can alter which pods belong together. */
  generation = 0;
  budgets: readonly DisruptionBudgetObject[] = [];
  private services = new Map<string, Selector[]>();
  private readonly owners = new Map<string, Map<string, Selector>>();
  private namespaces = new Map<string, Labels>();
  private readonly selectors = new WeakMap<object, Selector>();

  setServices(list: readonly ServiceObject[]): void {
    this.generation++;
    this.services = new Map();
    for (const service of list) {
      const namespace = service.metadata?.namespace || 'default';
      const pairs = service.spec?.selector;
      if (pairs === undefined || pairs === null) continue;
      this.services.set(namespace, [...(this.services.get(namespace) ?? []), selectorOf(equalities(pairs))]);
    }
  }

  setReplicationControllers(list: readonly ReplicationControllerObject[]): void {
    this.setOwners(
      'ReplicationController',
      list.map((o) => [o, selectorOf(equalities(o.spec?.selector))] as const),
    );
  }

  setReplicaSets(list: readonly ReplicaSetObject[]): void {
    this.setOwners(
      'ReplicaSet',
      list.map((o) => [o, this.selectorOf(o)] as const),
    );
  }

  setStatefulSets(list: readonly StatefulSetObject[]): void {
    this.setOwners(
      'StatefulSet',
      list.map((o) => [o, this.selectorOf(o)] as const),
    );
  }

  setNamespaces(list: readonly NamespaceObject[]): void {
    this.generation++;
    this.namespaces = new Map();
    for (const { metadata } of list) {
      const name = metadata?.name ?? '';
      this.namespaces.set(name, labelsOf({ 'kubernetes.io/metadata.name': name, ...metadata?.labels }));
    }
  }

  servicesOf(namespace: string): readonly Selector[] {
    return this.services.get(namespace) ?? [];
  }

  ownerSelector(namespace: string, owner: { readonly kind: string; readonly name: string } | null): Selector | undefined {
    return owner === null ? undefined : this.owners.get(owner.kind)?.get(`${namespace}/${owner.name}`);
  }

  /** A namespace that nobody described has at least the label that every one gets. */
  readonly namespaceLabels = (namespace: string): Labels => {
    const known = this.namespaces.get(namespace);
    if (known) return known;
    const labels = labelsOf({ 'kubernetes.io/metadata.name': namespace });
    this.namespaces.set(namespace, labels);
    return labels;
  };

  /** One that was known before is not read again. */
  private selectorOf(owner: ReplicaSetObject | StatefulSetObject): Selector {
    const known = this.selectors.get(owner);
    if (known !== undefined) return known;
    const selector = labelSelector(owner.spec?.selector);
    this.selectors.set(owner, selector);
    return selector;
  }

  private setOwners(kind: string, list: readonly (readonly [Pick<ReplicaSetObject, 'metadata'>, Selector])[]): void {
    this.generation++;
    this.owners.set(kind, new Map(list.map(([o, selector]) => [`${o.metadata?.namespace || 'default'}/${o.metadata?.name ?? ''}`, selector])));
  }
}
