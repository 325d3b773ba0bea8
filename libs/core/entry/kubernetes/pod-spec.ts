import { CONTAINER_POLICY as POLICY } from '../policy/container-policy.js';
import { dnsLabel, dnsSubdomain, qualifiedName } from '../shape/name-rules.js';
import type { Fields, Rule } from '../shape/shape.js';
import { each, fields, inert, list, listBy, map, oneOf, policed, quantity, text, unsupported, whole } from '../shape/shapes.js';
import { container, resources } from './container.js';
import { equalitySelector, templateMetadata } from './metadata.js';
import { affinity, spreadConstraint, toleration } from './pod-scheduling.js';

/** Volumes hold files only and change nothing; what lies outside of the pod is refused. */
const volume = fields({
  'name!': text(dnsLabel, 'invalid-name'),
  ...each(inert, 'emptyDir', 'configMap', 'secret', 'downwardAPI', 'projected'),
  hostPath: policed(POLICY.socket, policed(POLICY.hostPath)),
  gitRepo: policed(POLICY.gitRepo),
  ...each(unsupported('use `emptyDir: {}`: volumes do not bind pods to nodes here'), 'persistentVolumeClaim', 'ephemeral', 'image'),
  ...each(
    policed(POLICY.externalVolume),
    ...[
      'nfs',
      'iscsi',
      'csi',
      'cephfs',
      'rbd',
      'glusterfs',
      'fc',
      'azureFile',
      'azureDisk',
      'awsElasticBlockStore',
      'gcePersistentDisk',
      'cinder',
      'flexVolume',
    ],
    ...['vsphereVolume', 'quobyte', 'portworxVolume', 'scaleIO', 'storageos', 'flocker', 'photonPersistentDisk'],
  ),
});

const podSecurity = fields({
  sysctls: policed(POLICY.hostProfile),
  seccompProfile: policed(POLICY.unconfined),
  ...each(policed(POLICY.hostProfile), 'seLinuxOptions', 'appArmorProfile', 'windowsOptions'),
  ...each(
    inert,
    'fsGroup',
    'fsGroupChangePolicy',
    'runAsGroup',
    'runAsNonRoot',
    'runAsUser',
    'supplementalGroups',
    'supplementalGroupsPolicy',
    'seLinuxChangePolicy',
  ),
});

interface Named {
  readonly name: string;
  readonly volumeMounts?: readonly { readonly name: string }[];
}

const namesFit: Rule = (value, say) => {
  const parts = ['initContainers', 'containers'].flatMap((part) => ((value[part] ?? []) as readonly Named[]).map((one, index) => ({ part, one, index })));
  const volumes = new Set(((value['volumes'] ?? []) as readonly Named[]).map((one) => one.name));
  const seen = new Set<string>();
  for (const { part, one, index } of parts) {
    if (seen.has(one.name)) say([part, index, 'name'], { code: 'duplicate-item', message: `a second container with the name \`${one.name}\`` });
    seen.add(one.name);
    for (const [place, mount] of (one.volumeMounts ?? []).entries())
      if (!volumes.has(mount.name))
        say([part, index, 'volumeMounts', place, 'name'], { code: 'invalid-value', message: `there is no volume \`${mount.name}\` in the pod` });
  }
};

const spreadsOnce: Rule = (value, say) => {
  const seen = new Set<string>();
  const constraints = (value['topologySpreadConstraints'] ?? []) as readonly { readonly topologyKey: string; readonly whenUnsatisfiable: string }[];
  for (const [index, { topologyKey, whenUnsatisfiable }] of constraints.entries()) {
    const both = `{${topologyKey}, ${whenUnsatisfiable}}`;
    if (seen.has(both)) say(['topologySpreadConstraints', index], { code: 'duplicate-item', message: `${both} is here already` });
    seen.add(both);
  }
};

const POD = {
  'containers!': list(container, 1),
  initContainers: list(container),
  ephemeralContainers: unsupported('write the container into `containers`'),
  restartPolicy: oneOf('Always', 'OnFailure', 'Never'),
  terminationGracePeriodSeconds: whole(),
  activeDeadlineSeconds: whole(1),
  nodeSelector: equalitySelector,
  affinity,
  tolerations: list(toleration),
  topologySpreadConstraints: list(spreadConstraint),
  priorityClassName: text(dnsSubdomain, 'invalid-name'),
  priority: unsupported('use `priorityClassName` and a PriorityClass'),
  preemptionPolicy: oneOf('PreemptLowerPriority', 'Never'),
  schedulerName: text(dnsSubdomain, 'invalid-name'),
  schedulingGates: listBy('name', fields({ 'name!': text(qualifiedName, 'invalid-name') })),
  overhead: map(qualifiedName, quantity),
  resources,
  volumes: listBy('name', volume),
  securityContext: podSecurity,
  nodeName: policed(POLICY.nodeName),
  ...each(policed(POLICY.hostNamespace), 'hostNetwork', 'hostPID', 'hostIPC'),
  ...each(unsupported('leave it out'), 'readinessGates', 'resourceClaims', 'runtimeClassName', 'workloadRef', 'schedulingGroup'),
  ...each(inert, 'automountServiceAccountToken', 'dnsConfig', 'dnsPolicy', 'enableServiceLinks', 'hostAliases', 'hostname', 'hostnameOverride', 'hostUsers'),
  ...each(inert, 'imagePullSecrets', 'os', 'serviceAccount', 'serviceAccountName', 'setHostnameAsFQDN', 'shareProcessNamespace', 'subdomain'),
};

export const podSpec: Fields = fields(POD, namesFit, spreadsOnce);

const RESTARTS: Readonly<Record<string, string>> = { Always: 'Deployments, ReplicaSets, StatefulSets and DaemonSets', Never: 'Jobs' };

/** A template whose pods may only have the restart policies that its kind of owner allows. */
export function podTemplate(...restartPolicies: readonly string[]): Fields {
  const restarts: Rule = (value, say) => {
    const written = value['restartPolicy'] ?? 'Always';
    if (restartPolicies.includes(String(written))) return;
    const owners = RESTARTS[restartPolicies.at(-1) ?? ''] ?? 'these pods';
    say(value['restartPolicy'] === undefined ? [] : ['restartPolicy'], {
      code: 'value-not-allowed',
      message: `\`restartPolicy\` is \`${String(written)}\`: ${owners} need ${restartPolicies.join(' or ')}`,
    });
  };
  return fields({ metadata: templateMetadata, 'spec!': fields(POD, namesFit, spreadsOnce, restarts) });
}
