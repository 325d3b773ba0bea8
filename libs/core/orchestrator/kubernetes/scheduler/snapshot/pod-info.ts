import { parseTimestampMs } from '#core/units';
import type { PodObject } from '../objects/api-objects.js';
import type { PodTraits } from './pod-traits.js';

/** One pod as the scheduler holds it: pending, or on a node. */
export interface PodInfo {
  /** `namespace/name` */
  readonly key: string;
  readonly name: string;
  readonly uid: string;
  readonly traits: PodTraits;
  readonly owner: { readonly kind: string; readonly name: string } | null;
  /** ms since the epoch; null while the node agent has not started it. */
  startTime: number | null;
  /** Asked to end: still holds its resources, but no longer counts for spreading. */
  terminating: boolean;
  /** Ends because something of higher priority wants its place. */
  preempted: boolean;
  node: string | null;
  /** Where preemption made room for it. */
  nominatedNode: string | null;
}

/** Owners whose selectors say who belongs together. */
const API_OF: Readonly<Record<string, string>> = { ReplicationController: 'v1', ReplicaSet: 'apps/v1', StatefulSet: 'apps/v1' };

export function podInfo(pod: PodObject, traits: PodTraits): PodInfo {
  const { metadata, status } = pod;
  const owner = metadata?.ownerReferences?.find((o) => o.controller === true && (o.apiVersion ?? API_OF[o.kind]) === API_OF[o.kind]);
  const name = metadata?.name ?? '';
  return {
    key: `${traits.namespace}/${name}`,
    name,
    uid: metadata?.uid ?? '',
    traits,
    owner: owner ? { kind: owner.kind, name: owner.name } : null,
    startTime: status?.startTime ? (parseTimestampMs(status.startTime) ?? null) : null,
    terminating: Boolean(metadata?.deletionTimestamp),
    preempted: (status?.conditions ?? []).some((c) => c.type === 'DisruptionTarget' && c.status === 'True' && c.reason === 'PreemptionByScheduler'),
    node: null,
    nominatedNode: (status?.nominatedNodeName as string | undefined) || null,
  };
}
