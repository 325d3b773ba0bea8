import { dnsLabel, dnsSubdomain } from '../../shape/name-rules.js';
import type { Fields } from '../../shape/shape.js';
import { each, fields, flag, inert, INT32_MAX, intOrShare, map, oneOf, text, whole } from '../../shape/shapes.js';
import { kindOf, type Kind } from '../kind-table.js';
import { equalitySelector, labelSelector } from '../metadata.js';
import { snapshotMetadata } from './snapshot-metadata.js';
import { snapshotNode } from './snapshot-node.js';
import { snapshotPod } from './snapshot-pod.js';

const named = snapshotMetadata(dnsSubdomain);
const owner = (selector: Fields | typeof equalitySelector): Fields =>
  fields({
    'metadata!': named,
    spec: fields({
      selector,
      replicas: whole(),
      ...each(inert, 'template', 'minReadySeconds', 'serviceName', 'updateStrategy', 'podManagementPolicy', 'revisionHistoryLimit', 'volumeClaimTemplates'),
      ...each(inert, 'ordinals', 'persistentVolumeClaimRetentionPolicy'),
    }),
    status: inert,
  });

const SERVICE_SPEC = [
  ...['allocateLoadBalancerNodePorts', 'clusterIP', 'clusterIPs', 'externalIPs', 'externalName', 'externalTrafficPolicy', 'healthCheckNodePort'],
  ...['internalTrafficPolicy', 'ipFamilies', 'ipFamilyPolicy', 'loadBalancerClass', 'loadBalancerIP', 'loadBalancerSourceRanges', 'ports'],
  ...['publishNotReadyAddresses', 'sessionAffinity', 'sessionAffinityConfig', 'trafficDistribution', 'type'],
];

const disruptionBudget = fields({
  'metadata!': named,
  spec: fields({ selector: labelSelector, minAvailable: intOrShare, maxUnavailable: intOrShare, unhealthyPodEvictionPolicy: inert }),
  status: fields({
    disruptionsAllowed: whole(),
    disruptedPods: map(() => null, inert),
    ...each(inert, 'conditions', 'currentHealthy', 'desiredHealthy', 'expectedPods', 'observedGeneration'),
  }),
});

const priorityClass = fields({
  'metadata!': named,
  'value!': whole(-INT32_MAX - 1, INT32_MAX),
  globalDefault: flag,
  preemptionPolicy: oneOf('PreemptLowerPriority', 'Never'),
  description: text(),
});

/** What a scheduler reads. */
const KINDS: Readonly<Record<string, Kind>> = {
  Node: { apiVersion: 'v1', shape: snapshotNode, clusterWide: true },
  Pod: { apiVersion: 'v1', shape: snapshotPod },
  Service: {
    apiVersion: 'v1',
    shape: fields({ 'metadata!': named, spec: fields({ selector: equalitySelector, ...each(inert, ...SERVICE_SPEC) }), status: inert }),
  },
  ReplicationController: { apiVersion: 'v1', shape: owner(equalitySelector) },
  ReplicaSet: { apiVersion: 'apps/v1', shape: owner(labelSelector) },
  StatefulSet: { apiVersion: 'apps/v1', shape: owner(labelSelector) },
  PodDisruptionBudget: { apiVersion: 'policy/v1', shape: disruptionBudget },
  PriorityClass: { apiVersion: 'scheduling.k8s.io/v1', shape: priorityClass, clusterWide: true },
  Namespace: { apiVersion: 'v1', shape: fields({ 'metadata!': snapshotMetadata(dnsLabel), spec: inert, status: inert }), clusterWide: true },
};

/** Kinds that people export along with those, and that change nothing about where a pod goes. */
export const BESIDE: ReadonlySet<string> = new Set([
  ...['APIService', 'ClusterRole', 'ClusterRoleBinding', 'ConfigMap', 'ControllerRevision', 'CronJob', 'CustomResourceDefinition', 'DaemonSet', 'Deployment'],
  ...['EndpointSlice', 'Endpoints', 'Event', 'HorizontalPodAutoscaler', 'Ingress', 'IngressClass', 'Job', 'Lease', 'LimitRange', 'NetworkPolicy'],
  ...['NodeMetrics', 'PodMetrics', 'PodTemplate', 'ResourceQuota', 'Role', 'RoleBinding', 'RuntimeClass', 'Secret', 'ServiceAccount'],
  ...['CSIDriver', 'CSINode', 'PersistentVolume', 'PersistentVolumeClaim', 'StorageClass', 'VolumeAttachment'],
]);

export const SNAPSHOT_KIND_NAMES: readonly string[] = [...Object.keys(KINDS), 'KubeSchedulerConfiguration'];
export const snapshotKind = (name: string): Kind | undefined =>
  Object.hasOwn(KINDS, name) ? KINDS[name] : name === 'KubeSchedulerConfiguration' ? kindOf(name) : undefined;
