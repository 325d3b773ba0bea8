import { anyKey } from '../shape/name-rules.js';
import type { Rule, Shape, TextCheck } from '../shape/shape.js';
import { each, fields, flag, inert, listBy, map, number, oneOf, text } from '../shape/shapes.js';

/** Mesos' own rules for names of roles. */
const role: TextCheck = (name) => {
  if (name === '' || name === '.' || name === '..') return 'must not be empty, `.` or `..`';
  if (/[\s\u0000-\u001f\u007f]/.test(name)) return 'must not have white space or control characters';
  return name.split('/').some((part) => part === '' || part === '.' || part === '..' || part.startsWith('-'))
    ? 'parts between slashes must not be empty, `.` or `..`, nor begin with a dash'
    : null;
};
export const roleName = text(role, 'invalid-name');
const topRole: TextCheck = (name) => role(name) ?? (name.includes('/') ? 'quota is only for roles at the top: hierarchical quota is not supported' : null);
const topRoleName = text(topRole, 'invalid-name');
const RESOURCES = ['cpus', 'mem', 'disk', 'gpus'];
const resourceName: TextCheck = (name) => (RESOURCES.includes(name) ? null : `quota is for ${RESOURCES.join(', ')}`);
const amount = number(0, 1_099_511_627_776);

/** `{cpus: {value: 10}}` of the v1 API, or `{cpus: 10}` as the master prints it. */
const amounts: Shape = map(resourceName, inert);
const quantities =
  (name: string): Rule =>
  (value, say) => {
    for (const [resource, written] of Object.entries((value[name] ?? {}) as Readonly<Record<string, unknown>>))
      if (valueOf(written) === undefined)
        say([name, resource], { code: 'wrong-type', message: `\`${resource}\` must be a number or { "value": number }`, hint: 'such as { "value": 10 }' });
  };

export function valueOf(written: unknown): number | undefined {
  const value = typeof written === 'object' && written !== null ? (written as { value?: unknown }).value : written;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

const withinLimits: Rule = (value, say) => {
  const { guarantees = {}, limits = {} } = value as { guarantees?: Readonly<Record<string, unknown>>; limits?: Readonly<Record<string, unknown>> };
  for (const [resource, guarantee] of Object.entries(guarantees)) {
    const [least = 0, most] = [valueOf(guarantee), valueOf(limits[resource])];
    if (most !== undefined && least > most)
      say(['guarantees', resource], { code: 'invalid-value', message: `the guarantee of ${resource}, ${least}, is above its limit, ${most}` });
  }
};

const weightInfo = fields({ 'role!': roleName, 'weight!': number(1e-9, 1_000_000) });
/** `PUT /weights` */
export const weights = listBy('role', weightInfo, 1);
/** `UPDATE_WEIGHTS` of the v1 API */
export const updateWeights = fields({ 'type!': oneOf('UPDATE_WEIGHTS'), 'update_weights!': fields({ 'weight_infos!': weights }) });

const guaranteedResource = fields({ 'name!': oneOf(...RESOURCES), type: oneOf('SCALAR'), 'scalar!': fields({ 'value!': amount }), role: inert });
/** `POST /quota`, or a list of such */
export const quotaRequest = fields({ 'role!': topRoleName, 'guarantee!': listBy('name', guaranteedResource, 1), force: flag });
const quotaConfig = fields({ 'role!': topRoleName, guarantees: amounts, limits: amounts }, quantities('guarantees'), quantities('limits'), withinLimits);
/** `UPDATE_QUOTA` of the v1 API */
export const updateQuota = fields({
  'type!': oneOf('UPDATE_QUOTA'),
  'update_quota!': fields({ force: flag, 'quota_configs!': listBy('role', quotaConfig, 1) }),
});

/** `GET /roles` */
export const roles = fields({
  'roles!': listBy(
    'name',
    fields({
      'name!': roleName,
      weight: number(1e-9, 1_000_000),
      quota: fields({ role: text(anyKey), guarantee: amounts, limit: amounts, consumed: inert }, quantities('guarantee'), quantities('limit')),
      ...each(inert, 'allocated', 'offered', 'reserved', 'resources', 'frameworks'),
    }),
    1,
  ),
});
