import type { ReplicaSet, StatefulSet } from 'kubernetes-types/apps/v1';
import type { Namespace, Node, Pod, PodSpec, ReplicationController, ResourceRequirements, Service } from 'kubernetes-types/core/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { PriorityClass } from 'kubernetes-types/scheduling/v1';

type Loose<T extends { metadata?: ObjectMeta }> = Readonly<Omit<T, 'apiVersion' | 'kind'>>;

/** A pod's spec with the fields that the published types do not know yet. */
export type PodSpecObject = Readonly<Omit<PodSpec, 'containers'>> & { readonly containers?: PodSpec['containers']; readonly resources?: ResourceRequirements };
export type PodObject = Readonly<Omit<Pod, 'apiVersion' | 'kind' | 'spec'>> & { readonly spec?: PodSpecObject };
export type NodeObject = Loose<Node>;
export type ServiceObject = Loose<Service>;
export type ReplicaSetObject = Loose<ReplicaSet>;
export type StatefulSetObject = Loose<StatefulSet>;
export type ReplicationControllerObject = Loose<ReplicationController>;
export type DisruptionBudgetObject = Loose<PodDisruptionBudget>;
export type PriorityClassObject = Omit<PriorityClass, 'apiVersion' | 'kind'>;
export type NamespaceObject = Loose<Namespace>;
