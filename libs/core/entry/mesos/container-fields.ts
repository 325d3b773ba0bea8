import { MARATHON_POLICY as POLICY } from '../policy/marathon-policy.js';
import { anyKey } from '../shape/name-rules.js';
import type { Rule } from '../shape/shape.js';
import { each, fields, flag, inert, list, map, oneOf, policed, text, unsupported, whole } from '../shape/shapes.js';

const port = whole(0, 65535);
export const labels = map(anyKey, text());
const protocol = oneOf('tcp', 'udp', 'udp,tcp');

const portMapping = fields({
  containerPort: port,
  hostPort: policed({ ...POLICY.hostPort, forbids: (value) => value !== 0 && value !== null && value !== undefined }, port),
  name: text(),
  protocol,
  servicePort: port,
  ...each(inert, 'labels', 'networkNames'),
});

const oneSource: Rule = (value, say) => {
  if (['hostPath', 'persistent', 'external', 'secret'].some((name) => value[name] !== undefined)) return;
  say([], { code: 'missing-field', message: 'a volume comes from somewhere', hint: 'leave the volume out: an application writes into its own sandbox' });
};
const volume = fields(
  {
    'containerPath!': text(anyKey),
    mode: oneOf('RO', 'RW'),
    hostPath: policed(POLICY.hostVolume, policed(POLICY.socket, text())),
    persistent: unsupported('leave it out: tasks are not pinned to agents by local volumes here'),
    external: policed(POLICY.externalVolume),
    secret: policed(POLICY.secrets),
  },
  oneSource,
);

const docker = fields({
  'image!': policed(POLICY.image, text(anyKey)),
  network: oneOf('BRIDGE', 'HOST', 'NONE', 'USER'),
  forcePullImage: flag,
  parameters: policed(POLICY.parameters, list(inert)),
  portMappings: list(portMapping),
  privileged: policed(POLICY.privileged, flag),
  credential: policed(POLICY.credentials),
  pullConfig: policed(POLICY.credentials),
});

/** Names of ports within one list must differ. */
const namesDiffer: Rule = (value, say) => {
  const seen = new Set<string>();
  for (const [index, { name }] of ((value['portMappings'] ?? []) as readonly { name?: string }[]).entries()) {
    if (name === undefined) continue;
    if (seen.has(name)) say(['portMappings', index, 'name'], { code: 'duplicate-item', message: `a second port with the name \`${name}\`` });
    seen.add(name);
  }
};

export const container = fields(
  {
    type: oneOf('DOCKER', 'MESOS'),
    'docker!': docker,
    linuxInfo: fields({
      seccomp: fields({ profileName: policed(POLICY.seccomp, text()), unconfined: policed(POLICY.seccomp, flag) }),
      ipcInfo: fields({ mode: policed(POLICY.ipcMode, oneOf('PRIVATE', 'SHARE_PARENT')), shmSize: inert }),
    }),
    volumes: list(volume),
    portMappings: list(portMapping),
  },
  namesDiffer,
);

export const network = fields({ name: text(anyKey), mode: oneOf('host', 'container', 'container/bridge'), labels: inert });
export const portDefinition = fields({ port, name: text(), protocol, labels: inert });
