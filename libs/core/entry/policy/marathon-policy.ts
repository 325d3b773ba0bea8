import { CONTAINER_POLICY } from './container-policy.js';
import type { PolicyRule } from './policy-rule.js';

const present = (value: unknown): boolean => value !== null && value !== undefined && value !== '';
const filled = (value: unknown): boolean => present(value) && !(typeof value === 'object' && Object.keys(value as object).length === 0);

/** What Marathon apps may not ask for, beside what no container may. */
export const MARATHON_POLICY = {
  image: CONTAINER_POLICY.image,
  privileged: CONTAINER_POLICY.privileged,
  socket: CONTAINER_POLICY.socket,
  externalVolume: CONTAINER_POLICY.externalVolume,
  cmd: {
    code: 'shell-command',
    forbids: present,
    message: () => '`cmd` runs a shell command on the agent',
    instead: 'leave it out: the image of `container.docker` says what runs',
  },
  artifacts: {
    code: 'fetched-artifact',
    forbids: filled,
    message: () => 'nothing is fetched from elsewhere before a task starts',
    instead: 'leave it out: what an application needs is in its image',
  },
  parameters: {
    code: 'engine-parameter',
    forbids: filled,
    message: () => 'arbitrary options of the container engine cannot be given',
    instead: 'leave `parameters` out; `cpus`, `mem` and `resourceLimits` bound a task',
  },
  executor: {
    code: 'custom-executor',
    forbids: (value) => present(value) && value !== '//cmd',
    message: (value) => `\`${value}\` would run on the agent in place of the built-in executor`,
    instead: 'leave `executor` out',
  },
  credentials: {
    code: 'external-image',
    forbids: filled,
    message: () => 'images come from the registry of the scenario, which asks for no credentials',
    instead: 'leave it out',
  },
  secrets: {
    code: 'secret-store',
    forbids: filled,
    message: () => 'there is no secret store: applications read no secrets',
    instead: 'leave it out',
  },
  hostVolume: {
    ...CONTAINER_POLICY.hostPath,
    instead: 'leave the volume out: an application writes into its own sandbox',
  },
  hostPort: {
    ...CONTAINER_POLICY.hostPort,
    instead: 'write `hostPort: 0`: a free port is taken from the offer',
  },
  requiredPorts: {
    code: 'host-port',
    forbids: (value) => value === true,
    message: () => '`requirePorts` asks for fixed ports of the agent',
    instead: 'leave it out: free ports are taken from the offer',
  },
  ipcMode: {
    code: 'host-namespace',
    forbids: (value) => value === 'SHARE_PARENT',
    message: () => 'tasks have an IPC namespace of their own',
    instead: 'write `"mode": "PRIVATE"` or leave it out',
  },
  seccomp: {
    code: 'host-profile',
    forbids: (value) => value === true || (typeof value === 'string' && value !== ''),
    message: () => 'only the default profile of the agent is allowed',
    instead: 'leave `seccomp` out',
  },
} as const satisfies Readonly<Record<string, PolicyRule>>;
