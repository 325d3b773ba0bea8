import { anyKey } from '../../shape/name-rules.js';
import type { Fields, Shape } from '../../shape/shape.js';
import { each, fields, flag, inert, list, map, number, oneOf, refined, text, whole } from '../../shape/shapes.js';
import { app as strictApp, pathId } from '../app-fields.js';
import { constraint } from '../app-rules.js';

const amount = number();
/** `[31000-32000, 33000-34000]`, as the master prints ranges. */
const RANGES = /^\[(\d+-\d+(, *\d+-\d+)*)?\]$/;
const ports = text((written) => (RANGES.test(written) ? null : 'must be ranges such as [31000-32000]'));
const resources = { cpus: amount, mem: amount, disk: amount, gpus: amount, ports };
const REST_OF_RESOURCES = each(inert, 'network_bandwidth');

const named = fields({ 'name!': text(anyKey) });
const attributeValue: Shape = refined(inert, (value, say) => {
  if (typeof value !== 'string' && typeof value !== 'number') say([], { code: 'wrong-type', message: 'an attribute is a text or a number' });
});

/** An agent as `GET /slaves` of the master prints it. */
const agent = fields({
  'hostname!': text(anyKey),
  id: text(anyKey),
  attributes: map(anyKey, attributeValue),
  domain: fields({ fault_domain: fields({ region: named, zone: named }) }),
  region: text(),
  zone: text(),
  'resources!': fields({ ...resources, ...REST_OF_RESOURCES }),
  used_resources: fields({ ...resources, ...REST_OF_RESOURCES }),
  reserved_resources: map(anyKey, fields({ ...resources, ...REST_OF_RESOURCES })),
  active: flag,
  deactivated: flag,
  drain_info: inert,
  unavailability: inert,
  ...each(
    inert,
    'pid',
    'port',
    'version',
    'capabilities',
    'registered_time',
    'reregistered_time',
    'resource_providers',
    'offered_resources',
    'offered_resources_full',
    'unreserved_resources',
    'unreserved_resources_full',
    'used_resources_full',
    'reserved_resources_full',
    'estimated_drain_start_time_seconds',
  ),
});

/** A task as `GET /v2/tasks` prints it, or `GET /v2/apps?embed=apps.tasks` within its app. */
const task = fields({
  'host!': text(anyKey),
  appId: pathId,
  state: text(anyKey),
  startedAt: inert,
  stagedAt: inert,
  version: inert,
  ...each(inert, 'id', 'slaveId', 'ports', 'servicePorts', 'ipAddresses', 'healthCheckResults', 'localVolumes', 'region', 'zone', 'role', 'check'),
});

const mapping = fields({ hostPort: whole(0, 65535), name: text(), ...each(inert, 'containerPort', 'servicePort', 'protocol', 'labels', 'networkNames') });
const container = fields({
  type: oneOf('DOCKER', 'MESOS'),
  docker: fields({
    network: oneOf('BRIDGE', 'HOST', 'NONE', 'USER'),
    portMappings: list(mapping),
    ...each(inert, 'image', 'forcePullImage', 'parameters', 'privileged', 'credential', 'pullConfig'),
  }),
  portMappings: list(mapping),
  ...each(inert, 'volumes', 'linuxInfo'),
});

/** Whatever runs in a cluster is a fact: only what placement reads is looked at. */
export const snapshotApp = fields({
  ...Object.fromEntries(Object.keys(strictApp.fields).map((name) => [name, inert])),
  'id!': pathId,
  container,
  instances: whole(0, 100_000),
  cpus: amount,
  mem: amount,
  disk: amount,
  gpus: whole(0, 10_000),
  constraints: list(refined(list(text()), constraint)),
  acceptedResourceRoles: list(text(anyKey)),
  role: text(anyKey),
  ports: list(whole(0, 65535)),
  portDefinitions: list(fields({ port: whole(0, 65535), name: text(), ...each(inert, 'labels', 'protocol') })),
  networks: list(fields({ name: text(), mode: oneOf('host', 'container', 'container/bridge'), labels: inert })),
  dependencies: list(pathId),
  labels: map(anyKey, text()),
  tasks: list(task),
});

const groupTable: Record<string, Fields['fields'][string]> = {
  id: pathId,
  apps: list(snapshotApp),
  dependencies: list(pathId),
  enforceRole: flag,
  ...each(inert, 'pods', 'version', 'scaleBy'),
};
export const snapshotGroup: Fields = { kind: 'fields', fields: groupTable, required: [], rules: [] };
groupTable['groups'] = list(snapshotGroup);

/** Agents, and beside them apps and tasks. */
export const snapshot: Fields = fields({
  agents: list(agent),
  slaves: list(agent),
  tasks: list(task),
  apps: list(snapshotApp),
  groups: list(snapshotGroup),
  ...each(inert, 'recovered_slaves'),
});
