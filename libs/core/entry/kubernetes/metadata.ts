import { anyKey, dnsLabel, dnsLabel1035, dnsSubdomain, labelValue, qualifiedName } from '../shape/name-rules.js';
import type { Fields, TextCheck } from '../shape/shape.js';
import { each, fields, inert, list, map, oneOf, text } from '../shape/shapes.js';

export const labels = map(qualifiedName, text(labelValue, 'invalid-name'));
const annotations = map(qualifiedName, text());
/** What the API server writes: people hand in what `kubectl get -o yaml` printed. */
const SERVER_SIDE = each(
  inert,
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'ownerReferences',
  'finalizers',
  'selfLink',
);

function metadata(name: TextCheck): Fields {
  return fields({
    'name!': text(name, 'invalid-name'),
    generateName: { kind: 'unsupported', instead: 'write `name`' },
    namespace: text(dnsLabel, 'invalid-name'),
    labels,
    annotations,
    ...SERVER_SIDE,
  });
}

export const objectMetadata = metadata(dnsSubdomain);
export const serviceMetadata = metadata(dnsLabel1035);
export const namespaceMetadata = metadata(dnsLabel);
/** Of a template: names come from the owner. */
export const templateMetadata = fields({ ...each(inert, 'name', 'generateName', 'namespace'), labels, annotations, ...SERVER_SIDE });

const requirement = fields(
  { 'key!': text(qualifiedName, 'invalid-name'), 'operator!': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), values: list(text(labelValue)) },
  (value, say) => {
    const operator = value['operator'];
    const count = (value['values'] as readonly string[] | undefined)?.length ?? 0;
    if ((operator === 'In' || operator === 'NotIn') && count === 0)
      say([], { code: 'missing-field', message: `\`values\` must be given when \`operator\` is In or NotIn` });
    if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0)
      say(['values'], { code: 'exclusive-fields', message: `\`values\` may not be given when \`operator\` is Exists or DoesNotExist` });
  },
);

export const labelSelector = fields({ matchLabels: labels, matchExpressions: list(requirement) });

/** Plain key=value selectors, as Services and node selectors have them. */
export const equalitySelector = labels;
export const freeMap = map(anyKey, text());
