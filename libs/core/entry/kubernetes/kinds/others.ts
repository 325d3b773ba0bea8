import { configKey, dnsLabel } from '../../shape/name-rules.js';
import type { Rule } from '../../shape/shape.js';
import { each, fields, flag, inert, intOrShare, list, map, oneOf, port, text, unsupported, whole } from '../../shape/shapes.js';
import { equalitySelector, labelSelector, namespaceMetadata, objectMetadata, serviceMetadata } from '../metadata.js';

const oneOfTwo: Rule = (value, say) => {
  if (value['minAvailable'] !== undefined && value['maxUnavailable'] !== undefined)
    say(['maxUnavailable'], { code: 'exclusive-fields', message: '`minAvailable` and `maxUnavailable` cannot be both set' });
};
export const disruptionBudget = fields({
  'metadata!': objectMetadata,
  'spec!': fields(
    { selector: labelSelector, minAvailable: intOrShare, maxUnavailable: intOrShare, unhealthyPodEvictionPolicy: oneOf('IfHealthyBudget', 'AlwaysAllow') },
    oneOfTwo,
  ),
});

/** What is above belongs to Kubernetes itself. */
const HIGHEST_PRIORITY = 1_000_000_000;
const notOfTheSystem: Rule = (value, say) => {
  const name = String((value['metadata'] as { name?: unknown } | undefined)?.name);
  if (name.startsWith('system-'))
    say(['metadata', 'name'], { code: 'invalid-name', message: `\`${name}\`: names that begin with \`system-\` belong to Kubernetes` });
};
export const priorityClass = fields(
  {
    'metadata!': objectMetadata,
    'value!': whole(-2_147_483_648, HIGHEST_PRIORITY),
    globalDefault: flag,
    preemptionPolicy: oneOf('PreemptLowerPriority', 'Never'),
    description: inert,
  },
  notOfTheSystem,
);

const portsAreNamed: Rule = (value, say) => {
  const ports = (value['ports'] ?? []) as readonly { readonly name?: string }[];
  if (ports.length > 1)
    ports.forEach(
      (one, index) => one.name === undefined && say(['ports', index], { code: 'missing-field', message: '`name` is required when there are several ports' }),
    );
};
export const service = fields({
  'metadata!': serviceMetadata,
  'spec!': fields(
    {
      selector: equalitySelector,
      ports: list(
        fields({
          'port!': whole(1, 65535),
          name: text(dnsLabel, 'invalid-name'),
          targetPort: port,
          protocol: oneOf('TCP', 'UDP', 'SCTP'),
          nodePort: inert,
          appProtocol: inert,
        }),
      ),
      type: oneOf('ClusterIP', 'NodePort', 'LoadBalancer'),
      publishNotReadyAddresses: flag,
      sessionAffinity: oneOf('None'),
      ...each(unsupported('leave it out: requests go to every ready pod'), 'trafficDistribution', 'externalName', 'externalIPs'),
      ...each(inert, 'clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy', 'externalTrafficPolicy', 'healthCheckNodePort'),
      ...each(inert, 'allocateLoadBalancerNodePorts', 'loadBalancerClass', 'loadBalancerIP', 'loadBalancerSourceRanges', 'sessionAffinityConfig'),
    },
    portsAreNamed,
  ),
});

export const configMap = fields({ 'metadata!': objectMetadata, data: map(configKey, text()), binaryData: map(configKey, text()), immutable: inert });
export const namespace = fields({ 'metadata!': namespaceMetadata, spec: inert });
