import type { ObjectMeta } from 'kubernetes-types/meta/v1';

/** What the control plane needs to know of any manifest before it looks at its kind. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

export const namespaceOf = (object: KubernetesObject): string => object.metadata?.namespace ?? 'default';
export const nameOf = (object: KubernetesObject): string => object.metadata?.name ?? '';
