import { dnsLabel, labelValue, qualifiedName } from '../shape/name-rules.js';
import type { Fields, Rule } from '../shape/shape.js';
import { fields, list, oneOf, text, whole } from '../shape/shapes.js';
import { labelSelector } from './metadata.js';

const keys = list(text(qualifiedName, 'invalid-name'));

const nodeRequirement = fields(
  { 'key!': text(qualifiedName, 'invalid-name'), 'operator!': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'), values: list(text()) },
  (value, say) => {
    const count = (value['values'] as readonly string[] | undefined)?.length ?? 0;
    const operator = String(value['operator']);
    if (/^(Not)?In$/.test(operator) && count === 0) say([], { code: 'missing-field', message: '`values` must be given when `operator` is In or NotIn' });
    if (/Exist/.test(operator) && count > 0)
      say(['values'], { code: 'exclusive-fields', message: '`values` may not be given when `operator` is Exists or DoesNotExist' });
    if (/^(Gt|Lt)$/.test(operator) && count !== 1)
      say([], { code: 'invalid-value', message: '`values` must have exactly one whole number when `operator` is Gt or Lt' });
  },
);
const nodeTerm = fields({ matchExpressions: list(nodeRequirement), matchFields: list(nodeRequirement) });
export const nodeAffinity = fields({
  requiredDuringSchedulingIgnoredDuringExecution: fields({ 'nodeSelectorTerms!': list(nodeTerm, 1) }),
  preferredDuringSchedulingIgnoredDuringExecution: list(fields({ 'weight!': whole(1, 100), 'preference!': nodeTerm })),
});

const podTerm = fields({
  'topologyKey!': text(qualifiedName, 'invalid-name'),
  labelSelector,
  namespaceSelector: labelSelector,
  namespaces: list(text(dnsLabel, 'invalid-name')),
  matchLabelKeys: keys,
  mismatchLabelKeys: keys,
});
const podAffinity = fields({
  requiredDuringSchedulingIgnoredDuringExecution: list(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: list(fields({ 'weight!': whole(1, 100), 'podAffinityTerm!': podTerm })),
});
export const affinity = fields({ nodeAffinity, podAffinity, podAntiAffinity: podAffinity });

export const toleration = fields(
  {
    key: text(qualifiedName, 'invalid-name'),
    operator: oneOf('Exists', 'Equal'),
    value: text(labelValue),
    effect: oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute', ''),
    tolerationSeconds: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  },
  (value, say) => {
    const { key, operator, effect } = value;
    if (!key && operator !== 'Exists') say([], { code: 'invalid-value', message: '`operator` must be Exists when `key` is empty' });
    if (operator === 'Exists' && value['value']) say(['value'], { code: 'exclusive-fields', message: '`value` must be empty when `operator` is Exists' });
    if (value['tolerationSeconds'] !== undefined && effect !== 'NoExecute')
      say(['tolerationSeconds'], { code: 'exclusive-fields', message: '`effect` must be NoExecute when `tolerationSeconds` is set' });
  },
);

const minDomainsNeedHardRule: Rule = (value, say) => {
  if (value['minDomains'] !== undefined && value['whenUnsatisfiable'] !== 'DoNotSchedule')
    say(['minDomains'], { code: 'exclusive-fields', message: '`minDomains` can only be used with `whenUnsatisfiable: DoNotSchedule`' });
};

const SPREAD: Fields['fields'] = fields({
  maxSkew: whole(1),
  topologyKey: text(qualifiedName, 'invalid-name'),
  whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
  minDomains: whole(1),
  nodeAffinityPolicy: oneOf('Honor', 'Ignore'),
  nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
  matchLabelKeys: keys,
}).fields;
const REQUIRED = ['maxSkew', 'topologyKey', 'whenUnsatisfiable'];
/** Of pods. */
export const spreadConstraint: Fields = { kind: 'fields', fields: { ...SPREAD, labelSelector }, required: REQUIRED, rules: [minDomainsNeedHardRule] };
/** Of a scheduler profile: the selector is worked out from Services and owners. */
export const defaultSpreadConstraint: Fields = { kind: 'fields', fields: SPREAD, required: REQUIRED, rules: [minDomainsNeedHardRule] };
