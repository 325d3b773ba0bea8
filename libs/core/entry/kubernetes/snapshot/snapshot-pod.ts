import { parseQuantityNanos } from '#core/units';
import { anyKey, dnsSubdomain, qualifiedName } from '../../shape/name-rules.js';
import type { Fields, Rule, Shape } from '../../shape/shape.js';
import { each, fields, inert, INT32_MAX, list, listBy, map, oneOf, quantity, text, unsupported, whole } from '../../shape/shapes.js';
import { equalitySelector } from '../metadata.js';
import { affinity, spreadConstraint, toleration } from '../pod-scheduling.js';
import { snapshotMetadata } from './snapshot-metadata.js';

/** Fields of a pod as the API server prints it: whatever runs in a cluster, however it was let in. */

const withinLimits: Rule = (value, say) => {
  const limits = (value['limits'] ?? {}) as Readonly<Record<string, string>>;
  for (const [name, request] of Object.entries((value['requests'] ?? {}) as Readonly<Record<string, string>>)) {
    const limit = limits[name];
    if (limit !== undefined && (parseQuantityNanos(request) ?? 0n) > (parseQuantityNanos(limit) ?? 0n))
      say(['requests', name], { code: 'invalid-value', message: `\`${request}\`: must be less than or equal to ${name} limit of ${limit}` });
  }
};
const amounts = map(qualifiedName, quantity);
const resources = fields({ limits: amounts, requests: amounts, claims: unsupported('resource claims are not modelled') }, withinLimits);

const ports = list(
  fields({
    'containerPort!': whole(1, 65535),
    hostPort: whole(0, 65535),
    hostIP: text(),
    protocol: oneOf('TCP', 'UDP', 'SCTP'),
    name: text(),
  }),
);

const container = fields({
  name: text(),
  image: text(),
  resources,
  ports,
  restartPolicy: oneOf('Always', 'OnFailure', 'Never'),
  ...each(inert, 'args', 'command', 'env', 'envFrom', 'imagePullPolicy', 'lifecycle', 'livenessProbe', 'readinessProbe', 'resizePolicy', 'startupProbe'),
  ...each(inert, 'restartPolicyRules', 'securityContext', 'stdin', 'stdinOnce', 'terminationMessagePath', 'terminationMessagePolicy', 'tty'),
  ...each(inert, 'volumeDevices', 'volumeMounts', 'workingDir'),
});

/** Volumes that are there on every node. */
const EVERYWHERE = ['configMap', 'downwardAPI', 'emptyDir', 'gitRepo', 'hostPath', 'projected', 'secret', 'nfs', 'glusterfs', 'cephfs', 'flocker', 'quobyte'];
const BINDING = ['persistentVolumeClaim', 'ephemeral', 'csi', 'awsElasticBlockStore', 'azureDisk', 'azureFile', 'cinder', 'fc', 'flexVolume'];
const BINDING_TOO = ['gcePersistentDisk', 'iscsi', 'photonPersistentDisk', 'portworxVolume', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'];
const volume = fields({
  name: text(anyKey),
  ...each(inert, ...EVERYWHERE),
  image: fields({ reference: text(), pullPolicy: inert }),
  ...each(unsupported('where a volume is to be had decides where a pod goes, and volumes are not modelled'), ...BINDING, ...BINDING_TOO),
});

const claims: Shape = unsupported('resource claims and pod groups are not modelled');
const SPEC = {
  containers: list(container),
  initContainers: list(container),
  ephemeralContainers: inert,
  nodeName: text(),
  nodeSelector: equalitySelector,
  affinity,
  tolerations: list(toleration),
  topologySpreadConstraints: list(spreadConstraint),
  priority: whole(-INT32_MAX - 1, INT32_MAX),
  priorityClassName: text(),
  preemptionPolicy: oneOf('PreemptLowerPriority', 'Never'),
  schedulerName: text(),
  schedulingGates: listBy('name', fields({ 'name!': text(qualifiedName, 'invalid-name') })),
  overhead: amounts,
  resources,
  hostNetwork: { kind: 'flag' } as const,
  volumes: list(volume),
  ...each(claims, 'resourceClaims', 'workloadRef', 'schedulingGroup'),
  ...each(inert, 'activeDeadlineSeconds', 'automountServiceAccountToken', 'dnsConfig', 'dnsPolicy', 'enableServiceLinks', 'hostAliases', 'hostIPC', 'hostPID'),
  ...each(inert, 'hostUsers', 'hostname', 'hostnameOverride', 'imagePullSecrets', 'os', 'readinessGates', 'restartPolicy', 'runtimeClassName'),
  ...each(inert, 'securityContext', 'serviceAccount', 'serviceAccountName', 'setHostnameAsFQDN', 'shareProcessNamespace', 'subdomain'),
  terminationGracePeriodSeconds: inert,
};

const containerStatus = fields({
  name: text(),
  resources: fields({ requests: amounts, limits: amounts, claims: inert }),
  allocatedResources: amounts,
  ...each(inert, 'allocatedResourcesStatus', 'containerID', 'image', 'imageID', 'lastState', 'ready', 'restartCount', 'started', 'state', 'stopSignal'),
  ...each(inert, 'user', 'volumeMounts'),
});

const STATUS = {
  phase: oneOf('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'),
  startTime: text(),
  nominatedNodeName: text(),
  conditions: list(
    fields({
      'type!': text(),
      'status!': oneOf('True', 'False', 'Unknown'),
      reason: text(),
      ...each(inert, 'message', 'lastProbeTime', 'lastTransitionTime', 'observedGeneration'),
    }),
  ),
  containerStatuses: list(containerStatus),
  initContainerStatuses: list(containerStatus),
  ...each(inert, 'allocatedResources', 'ephemeralContainerStatuses', 'extendedResourceClaimStatus', 'hostIP', 'hostIPs', 'message', 'podIP', 'podIPs'),
  ...each(inert, 'observedGeneration', 'qosClass', 'reason', 'resize', 'resourceClaimStatuses', 'resources', 'nodeAllocatableResourceClaimStatuses'),
};

export const snapshotPod: Fields = fields({ 'metadata!': snapshotMetadata(dnsSubdomain), spec: fields(SPEC), status: fields(STATUS) });
