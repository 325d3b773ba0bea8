import type {
  DisruptionBudgetObject,
  NamespaceObject,
  NodeObject,
  PodObject,
  PriorityClassObject,
  ReplicaSetObject,
  ReplicationControllerObject,
  ServiceObject,
  StatefulSetObject,
} from '../objects/api-objects.js';

/** The kinds that a snapshot may hold; documents of other kinds do not change what a scheduler decides. */
interface Kinds {
  Node: NodeObject;
  Pod: PodObject;
  Service: ServiceObject;
  ReplicaSet: ReplicaSetObject;
  StatefulSet: StatefulSetObject;
  ReplicationController: ReplicationControllerObject;
  PodDisruptionBudget: DisruptionBudgetObject;
  PriorityClass: PriorityClassObject;
  Namespace: NamespaceObject;
  KubeSchedulerConfiguration: object;
}

interface Named {
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly items?: unknown;
}

const isNamed = (x: unknown): x is Named => typeof x === 'object' && x !== null && typeof (x as { kind?: unknown }).kind === 'string';

function flat(documents: readonly unknown[]): Named[] {
  return documents.flatMap((d) => {
    if (Array.isArray(d)) return flat(d);
    if (!isNamed(d)) return [];
    if (!d.kind.endsWith('List') || !Array.isArray(d.items)) return [d];
    const kind = d.kind.slice(0, -'List'.length);
    // Items of a typed list may leave out their kind.
    return flat(d.items.map((i: unknown) => (isNamed(i) || typeof i !== 'object' ? i : { ...i, kind })));
  });
}

/** The snapshot's objects by kind; of two that have the same name the later one holds. */
export class SnapshotDocuments {
  private readonly byKind = new Map<string, Map<string, Named>>();

  constructor(documents: readonly unknown[]) {
    for (const document of flat(documents)) {
      const { kind, metadata } = document;
      const known = this.byKind.get(kind) ?? new Map<string, Named>();
      known.set(`${metadata?.namespace ?? ''}/${metadata?.name ?? `#${known.size}`}`, document);
      this.byKind.set(kind, known);
    }
  }

  of<K extends keyof Kinds>(kind: K): Kinds[K][] {
    return [...(this.byKind.get(kind)?.values() ?? [])] as unknown as Kinds[K][];
  }
}
