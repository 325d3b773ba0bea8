import { CONTAINER_POLICY as POLICY } from '../policy/container-policy.js';
import { anyKey, dnsLabel, qualifiedName } from '../shape/name-rules.js';
import type { Rule, Shape } from '../shape/shape.js';
import { each, fields, flag, inert, list, listBy, map, oneOf, policed, port, quantity, text, unsupported, whole } from '../shape/shapes.js';
import { parseQuantityNanos } from '#core/units';

const ONE = 1_000_000_000n;

/** Extended resources are counted in whole units. */
const ofResource = (name: string): Shape | null => (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' ? null : quantity);

const STANDARD = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
/** Of these a container gets all it may have or nothing. */
const isOvercommitted = (name: string): boolean => isNative(name) && !name.startsWith('hugepages-');

const resourceNames: Rule = (value, say) => {
  const { limits, requests } = value as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  for (const [part, amounts] of Object.entries({ requests: requests ?? {}, limits: limits ?? {} }))
    for (const name of Object.keys(amounts))
      if (!name.includes('/') && !STANDARD.test(name))
        say([part, name], {
          code: 'invalid-name',
          message: `\`${name}\` must be a standard resource for containers`,
          hint: 'cpu, memory, or a name such as nvidia.com/gpu',
        });
  for (const [name, request] of Object.entries(requests ?? {})) {
    if (isOvercommitted(name) || !name.match(/\/|^hugepages-/)) continue;
    const limit = limits?.[name];
    if (limit === undefined)
      say(['requests', name], { code: 'missing-field', message: `a limit of ${name} must be set: it is a resource that cannot be overcommitted` });
    else if (parseQuantityNanos(request) !== parseQuantityNanos(limit))
      say(['requests', name], { code: 'invalid-value', message: `${request} must be equal to the ${name} limit of ${limit}` });
  }
};

const requestsWithinLimits: Rule = (value, say) => {
  const limits = (value['limits'] ?? {}) as Readonly<Record<string, string>>;
  const requests = (value['requests'] ?? {}) as Readonly<Record<string, string>>;
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    const asked = parseQuantityNanos(request) ?? 0n;
    if (limit !== undefined && asked > (parseQuantityNanos(limit) ?? 0n))
      say(['requests', name], { code: 'invalid-value', message: `the request of ${name}, ${request}, must be less than or equal to its limit, ${limit}` });
  }
  for (const [part, amounts] of Object.entries({ requests, limits })) {
    for (const [name, amount] of Object.entries(amounts)) {
      const nanos = parseQuantityNanos(amount) ?? 0n;
      if (name !== 'cpu' && nanos % ONE !== 0n && name === 'memory')
        say([part, name], {
          code: 'invalid-quantity',
          message: `\`${amount}\` of memory is a fraction of a byte: the suffix m stands for thousandths`,
          hint: `write \`${amount.replace(/m$/, 'Mi')}\``,
        });
      else if (!['cpu', 'memory', 'ephemeral-storage'].includes(name) && nanos % ONE !== 0n)
        say([part, name], { code: 'invalid-quantity', message: `\`${amount}\` of ${name}: must be a whole number` });
      else if (name === 'cpu' && nanos >= 1_000_000n * ONE)
        say([part, name], {
          code: 'invalid-quantity',
          message: `\`${amount}\` is a million cores or more`,
          hint: 'cpu is counted in cores: 500m is half of one',
        });
    }
  }
};
const resourceList = map(qualifiedName, quantity, ofResource);
export const resources = fields(
  { limits: resourceList, requests: resourceList, claims: unsupported('ask for `nvidia.com/gpu` and the like in `limits`') },
  requestsWithinLimits,
  resourceNames,
);

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
const oneHandler: Rule = (value, say) => {
  const given = HANDLERS.filter((name) => value[name] !== undefined);
  if (given.length === 0) say([], { code: 'missing-field', message: 'must specify a handler', hint: `one of: ${HANDLERS.join(', ')}` });
  if (given.length > 1) say([given[1] as string], { code: 'exclusive-fields', message: 'may not specify more than one handler' });
};
const httpGet = fields({
  'port!': port,
  path: text(),
  scheme: oneOf('HTTP', 'HTTPS'),
  httpHeaders: inert,
  host: policed({ ...POLICY.hostNamespace, forbids: Boolean, message: () => 'probes ask their own pod', instead: 'leave `host` out' }),
});
const TIMES = {
  initialDelaySeconds: whole(),
  timeoutSeconds: whole(1),
  periodSeconds: whole(1),
  failureThreshold: whole(1),
  successThreshold: whole(1),
  terminationGracePeriodSeconds: whole(1),
  exec: fields({ command: list(text()) }),
  httpGet,
  tcpSocket: fields({ 'port!': port, host: inert }),
  grpc: fields({ 'port!': whole(1, 65535), service: text() }),
};
const readiness = fields(TIMES, oneHandler);
const livenessOrStartup = fields({ ...TIMES, successThreshold: whole(1, 1) }, oneHandler);
const handler = fields({ exec: fields({ command: list(text()) }), sleep: fields({ 'seconds!': whole(1) }), httpGet: inert, tcpSocket: inert });

const securityContext = fields({
  privileged: policed(POLICY.privileged, flag),
  allowPrivilegeEscalation: policed(POLICY.escalation, flag),
  capabilities: fields({ add: policed(POLICY.capabilities), drop: inert }),
  procMount: policed(POLICY.procMount),
  seccompProfile: policed(POLICY.unconfined),
  ...each(policed(POLICY.hostProfile), 'seLinuxOptions', 'appArmorProfile', 'windowsOptions'),
  ...each(inert, 'readOnlyRootFilesystem', 'runAsGroup', 'runAsNonRoot', 'runAsUser'),
});

export const container = fields({
  'name!': text(dnsLabel, 'invalid-name'),
  'image!': policed(POLICY.image, text()),
  resources,
  ports: list(
    fields({
      'containerPort!': whole(1, 65535),
      name: text(dnsLabel, 'invalid-name'),
      protocol: oneOf('TCP', 'UDP', 'SCTP'),
      hostPort: policed(POLICY.hostPort),
      hostIP: policed(POLICY.hostPort),
    }),
  ),
  readinessProbe: readiness,
  livenessProbe: livenessOrStartup,
  startupProbe: livenessOrStartup,
  lifecycle: fields({ preStop: handler, postStart: inert, stopSignal: inert }),
  restartPolicy: oneOf('Always', 'OnFailure', 'Never'),
  restartPolicyRules: unsupported('use `restartPolicy`'),
  resizePolicy: inert,
  env: listBy('name', fields({ 'name!': text(anyKey), value: text(), valueFrom: inert })),
  volumeMounts: listBy(
    'mountPath',
    fields({
      'name!': text(dnsLabel, 'invalid-name'),
      'mountPath!': policed(POLICY.socket, text(anyKey)),
      ...each(policed(POLICY.subPath), 'subPath', 'subPathExpr'),
      ...each(
        policed({ ...POLICY.hostPath, forbids: (value) => value === 'Bidirectional', message: () => 'mounts do not reach the host' }),
        'mountPropagation',
      ),
      ...each(inert, 'readOnly', 'recursiveReadOnly'),
    }),
  ),
  volumeDevices: policed(POLICY.externalVolume),
  securityContext,
  imagePullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  ...each(inert, 'command', 'args', 'envFrom', 'workingDir', 'stdin', 'stdinOnce', 'tty', 'terminationMessagePath', 'terminationMessagePolicy'),
});
