import { anyKey, dnsLabel, dnsSubdomain } from '../../shape/name-rules.js';
import type { Rule } from '../../shape/shape.js';
import { fields, list, oneOf, positiveQuantity, quantity, text, whole } from '../../shape/shapes.js';
import { labelSelector, objectMetadata } from '../metadata.js';

const scaleTarget = fields({ apiVersion: text(), 'kind!': oneOf('Deployment', 'StatefulSet', 'ReplicaSet'), 'name!': text(dnsSubdomain, 'invalid-name') });

const VALUES: Readonly<Record<string, string>> = { Utilization: 'averageUtilization', AverageValue: 'averageValue', Value: 'value' };
const oneValue: Rule = (value, say) => {
  const wanted = VALUES[String(value['type'])];
  if (wanted === undefined) return;
  if (value[wanted] === undefined) say([], { code: 'missing-field', message: `\`${wanted}\` must be given when \`type\` is ${String(value['type'])}` });
  for (const other of Object.values(VALUES))
    if (other !== wanted && value[other] !== undefined)
      say([other], { code: 'exclusive-fields', message: `\`${other}\` may not be given when \`type\` is ${String(value['type'])}` });
};
const target = (...types: readonly string[]) =>
  fields({ 'type!': oneOf(...types), averageUtilization: whole(1), averageValue: positiveQuantity, value: positiveQuantity }, oneValue);

const metric = fields({ 'name!': text(anyKey), selector: labelSelector });
const resource = oneOf('cpu', 'memory');
const SOURCES: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
};
const sourceOfType: Rule = (value, say) => {
  const wanted = SOURCES[String(value['type'])] as string;
  if (value[wanted] === undefined) say([], { code: 'missing-field', message: `\`${wanted}\` must be given when \`type\` is ${String(value['type'])}` });
  for (const other of Object.values(SOURCES))
    if (other !== wanted && value[other] !== undefined)
      say([other], { code: 'exclusive-fields', message: `\`${other}\` may not be given when \`type\` is ${String(value['type'])}` });
};
const metricSpec = fields(
  {
    'type!': oneOf(...Object.keys(SOURCES)),
    resource: fields({ 'name!': resource, 'target!': target('Utilization', 'AverageValue') }),
    containerResource: fields({ 'name!': resource, 'container!': text(dnsLabel, 'invalid-name'), 'target!': target('Utilization', 'AverageValue') }),
    pods: fields({ 'metric!': metric, 'target!': target('AverageValue') }),
    object: fields({
      'metric!': metric,
      'target!': target('Value', 'AverageValue'),
      'describedObject!': fields({ apiVersion: text(), 'kind!': text(anyKey), 'name!': text(anyKey) }),
    }),
    external: fields({ 'metric!': metric, 'target!': target('Value', 'AverageValue') }),
  },
  sourceOfType,
);

/** Longest window and period of a policy, in seconds. */
const HOUR_SECONDS = 3600;
const HALF_HOUR_SECONDS = 1800;
const scalingRules = fields({
  stabilizationWindowSeconds: whole(0, HOUR_SECONDS),
  selectPolicy: oneOf('Max', 'Min', 'Disabled'),
  policies: list(fields({ 'type!': oneOf('Pods', 'Percent'), 'value!': whole(1), 'periodSeconds!': whole(1, HALF_HOUR_SECONDS) }), 1),
  tolerance: quantity,
});

const minWithinMax: Rule = (value, say) => {
  if (Number(value['minReplicas'] ?? 1) > Number(value['maxReplicas']))
    say(['maxReplicas'], {
      code: 'invalid-value',
      message: `\`maxReplicas\` is ${String(value['maxReplicas'])}: must be greater than or equal to \`minReplicas\``,
    });
};

export const autoscaler = fields({
  'metadata!': objectMetadata,
  'spec!': fields(
    {
      'scaleTargetRef!': scaleTarget,
      minReplicas: whole(1),
      'maxReplicas!': whole(1),
      metrics: list(metricSpec),
      behavior: fields({ scaleUp: scalingRules, scaleDown: scalingRules }),
    },
    minWithinMax,
  ),
});
