import type { PolicyRule } from './policy-rule.js';

const on = (value: unknown): boolean => value === true;
const present = (value: unknown): boolean => value !== null && value !== undefined && value !== '';
const filled = (value: unknown): boolean => present(value) && !(Array.isArray(value) && value.length === 0);
const APP_IMAGE = /^regatta\/[a-z0-9]+(?:[._-][a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$/;
const SOCKET = /(^|\/)(docker|containerd|crio|podman)\.sock$/;

/** `regatta/web` or `regatta/web:2`: the only images there are. */
export const isAppImage = (image: string): boolean => APP_IMAGE.test(image);

/**
 * What reaches for the host or the outside, whatever dialect asks for it. One table: the command line and the server refuse by
 * the same rows, before anything runs.
 */
export const CONTAINER_POLICY = {
  privileged: {
    code: 'privileged-container',
    forbids: on,
    message: () => 'a privileged container has the rights of the host',
    instead: 'leave `privileged` out or write false',
  },
  escalation: {
    code: 'privileged-container',
    forbids: on,
    message: () => 'a process may not gain more rights than its parent has',
    instead: 'write `allowPrivilegeEscalation: false`',
  },
  capabilities: {
    code: 'added-capability',
    forbids: filled,
    message: () => 'no capability may be added',
    instead: 'leave `add` out; `drop` is fine',
  },
  procMount: {
    code: 'host-profile',
    forbids: (value) => present(value) && value !== 'Default',
    message: (value) => `\`${value}\` shows the container the host's /proc`,
    instead: 'leave `procMount` out',
  },
  hostProfile: {
    code: 'host-profile',
    forbids: filled,
    message: () => 'profiles and kernel settings of the host cannot be chosen',
    instead: 'leave it out',
  },
  unconfined: {
    code: 'host-profile',
    forbids: (value) => (value as { type?: unknown } | null)?.type !== 'RuntimeDefault',
    message: () => 'only the default profile of the runtime is allowed',
    instead: 'write `type: RuntimeDefault` or leave it out',
  },
  hostNamespace: {
    code: 'host-namespace',
    forbids: on,
    message: () => 'pods have network, process and IPC namespaces of their own',
    instead: 'leave the field out; a Service reaches the pods',
  },
  hostPath: {
    code: 'host-path',
    forbids: (value) => !SOCKET.test(pathOf(value)),
    message: () => 'files of the host cannot be mounted',
    instead: 'use `emptyDir: {}`',
  },
  socket: {
    code: 'container-socket',
    forbids: (value) => SOCKET.test(pathOf(value)),
    message: () => 'the container engine cannot be reached from a pod',
    instead: 'remove the volume and its mount',
  },
  hostPort: {
    code: 'host-port',
    forbids: (value) => present(value) && value !== 0,
    message: (value) => `port ${value} of the host cannot be taken`,
    instead: 'use `containerPort` and a Service',
  },
  gitRepo: {
    code: 'git-repo-volume',
    forbids: present,
    message: () => 'volumes are not fetched from repositories',
    instead: 'use a ConfigMap or `emptyDir: {}`',
  },
  externalVolume: {
    code: 'external-volume',
    forbids: present,
    message: () => 'there is no storage outside of the cluster',
    instead: 'use `emptyDir: {}`',
  },
  subPath: {
    code: 'sub-path',
    forbids: present,
    message: (value) => `\`${value}\` mounts a part of a volume by its path`,
    instead: 'mount the whole volume',
  },
  nodeName: {
    code: 'fixed-node',
    forbids: present,
    message: (value) => `\`${value}\` names a machine: names are drawn anew for every run`,
    instead: 'use `nodeSelector` or affinity on labels',
  },
  hostFile: {
    code: 'host-file',
    forbids: present,
    message: (value) => `\`${value}\` is a file of the host`,
    instead: 'name a file of the entry by its relative path',
  },
  image: {
    code: 'external-image',
    forbids: (value) => typeof value === 'string' && !isAppImage(value),
    message: (value) => `\`${value}\` is not an image of the scenario, and nothing is pulled from elsewhere`,
    instead: 'write `regatta/<app>` or `regatta/<app>:<tag>`',
  },
  extender: {
    code: 'scheduler-extender',
    forbids: filled,
    message: () => 'a scheduler cannot call other servers',
    instead: 'use the plugins of the scheduler, or hand in a plugin in the division `scheduler`',
  },
} as const satisfies Readonly<Record<string, PolicyRule>>;

const pathOf = (value: unknown): string => (typeof value === 'string' ? value : String((value as { path?: unknown } | null)?.path ?? ''));
