import { MARATHON_POLICY as POLICY } from '../policy/marathon-policy.js';
import { anyKey } from '../shape/name-rules.js';
import type { Fields, TextCheck } from '../shape/shape.js';
import { each, fields, flag, inert, list, listBy, number, oneOf, policed, refined, text, unsupported, whole } from '../shape/shapes.js';
import { container, labels, network, portDefinition } from './container-fields.js';
import * as rules from './app-rules.js';
import { pathIdProblem } from './path-id.js';

const seconds = whole(0, 2_147_483_647);
const id: TextCheck = (path) => pathIdProblem(path);
export const pathId = text(id, 'invalid-name');
const MESOS_CHECKS = ['MESOS_TCP', 'MESOS_HTTP', 'MESOS_HTTPS', 'COMMAND'];
const PROTOCOLS = ['HTTP', 'HTTPS', 'TCP', ...MESOS_CHECKS];

const healthCheck = fields(
  {
    protocol: oneOf(...PROTOCOLS),
    command: fields({ 'value!': text(anyKey) }),
    gracePeriodSeconds: seconds,
    intervalSeconds: seconds,
    timeoutSeconds: seconds,
    delaySeconds: seconds,
    maxConsecutiveFailures: whole(),
    port: whole(0, 65535),
    portIndex: whole(0, 65535),
    ...each(inert, 'path', 'ignoreHttp1xx', 'ipProtocol'),
  },
  rules.commandChecks,
);

const readinessCheck = fields(
  {
    name: text(anyKey),
    protocol: oneOf('HTTP', 'HTTPS'),
    portName: text(anyKey),
    intervalSeconds: seconds,
    timeoutSeconds: whole(1),
    ...each(inert, 'path', 'httpStatusCodesForReady', 'preserveLastResponse'),
  },
  rules.timeoutBelowInterval,
);

const share = number(0, 1);

/** What `GET /v2/apps` adds to an app: it cannot be set, and does no harm. */
const REPORTED = each(
  inert,
  'version',
  'versionInfo',
  'tasksStaged',
  'tasksRunning',
  'tasksHealthy',
  'tasksUnhealthy',
  'deployments',
  'tasks',
  'tasksStats',
  'taskStats',
  'lastTaskFailure',
  'readinessCheckResults',
);

export const app = fields(
  {
    'id!': pathId,
    'container!': container,
    instances: whole(0, 100_000),
    cpus: number(0.001, 100_000),
    mem: number(0, 1_000_000_000),
    disk: number(0, 1_000_000_000),
    gpus: whole(0, 10_000),
    resourceLimits: fields({ cpus: inert, mem: inert }, rules.limitNumbers),
    cmd: policed(POLICY.cmd, text()),
    ...each(policed(POLICY.artifacts), 'fetch', 'uris', 'storeUrls'),
    executor: policed(POLICY.executor, text()),
    executorResources: unsupported('leave it out: the built-in executor costs a task nothing here'),
    constraints: list(refined(list(text()), rules.constraint)),
    dependencies: list(pathId),
    acceptedResourceRoles: list(text(anyKey), 1),
    role: text(anyKey),
    healthChecks: list(healthCheck),
    readinessChecks: list(readinessCheck),
    upgradeStrategy: fields({ minimumHealthCapacity: share, maximumOverCapacity: share }),
    backoffSeconds: seconds,
    backoffFactor: number(1, 1000),
    maxLaunchDelaySeconds: seconds,
    taskKillGracePeriodSeconds: seconds,
    killSelection: oneOf('YOUNGEST_FIRST', 'OLDEST_FIRST'),
    unreachableStrategy: refined(inert, rules.unreachableStrategy),
    residency: unsupported('leave it out: tasks are not pinned to agents by local volumes here'),
    secrets: policed(POLICY.secrets),
    requirePorts: policed(POLICY.requiredPorts, flag),
    ports: list(whole(0, 65535)),
    portDefinitions: listBy('name', portDefinition),
    networks: list(network),
    ipAddress: unsupported('use `networks`'),
    labels,
    ...each(inert, 'args', 'env', 'user', 'tty', 'check'),
    ...REPORTED,
  },
  rules.ports,
  rules.checkedPorts,
  rules.readinessPort,
  rules.atMostOneMesosCheck,
  rules.gpusNeedMesos,
  rules.singleInstance,
  rules.limitsAboveRequests,
);

/** A group may hold groups, so its shape refers to itself. */
const groupTable: Record<string, Fields['fields'][string]> = {
  id: pathId,
  apps: list(app),
  dependencies: list(pathId),
  enforceRole: flag,
  scaleBy: unsupported('write the number of `instances` of each app'),
  pods: unsupported('write each pod as an app of its own'),
  version: inert,
};
export const group: Fields = { kind: 'fields', fields: groupTable, required: [], rules: [] };
groupTable['groups'] = list({ ...group, required: ['id'] });
