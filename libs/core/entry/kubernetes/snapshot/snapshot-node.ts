import { dnsSubdomain, labelValue, qualifiedName } from '../../shape/name-rules.js';
import type { Rule } from '../../shape/shape.js';
import { each, fields, flag, inert, list, map, oneOf, quantity, text, whole } from '../../shape/shapes.js';
import { snapshotMetadata } from './snapshot-metadata.js';

interface TaintData {
  readonly key: string;
  readonly effect: string;
}

const eachTaintOnce: Rule = (value, say) => {
  const seen = new Set<string>();
  for (const [index, { key, effect }] of ((value['taints'] ?? []) as readonly TaintData[]).entries()) {
    if (seen.has(`${key}:${effect}`)) say(['taints', index], { code: 'duplicate-item', message: `a second taint \`${key}\` with the effect ${effect}` });
    seen.add(`${key}:${effect}`);
  }
};
const taint = fields({
  'key!': text(qualifiedName, 'invalid-name'),
  value: text(labelValue),
  'effect!': oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  timeAdded: inert,
});
const amounts = map(qualifiedName, quantity);

export const snapshotNode = fields({
  'metadata!': snapshotMetadata(dnsSubdomain),
  spec: fields({ taints: list(taint), unschedulable: flag, ...each(inert, 'podCIDR', 'podCIDRs', 'providerID', 'configSource', 'externalID') }, eachTaintOnce),
  status: fields({
    allocatable: amounts,
    capacity: amounts,
    images: list(fields({ names: list(text()), sizeBytes: whole(0, Number.MAX_SAFE_INTEGER) })),
    ...each(inert, 'addresses', 'conditions', 'config', 'daemonEndpoints', 'declaredFeatures', 'features', 'nodeInfo', 'phase', 'runtimeHandlers'),
    ...each(inert, 'volumesAttached', 'volumesInUse'),
  }),
});
