import { CONTAINER_POLICY as POLICY } from '../policy/container-policy.js';
import type { PolicyRule } from '../policy/policy-rule.js';

/** What becomes of a field of a service. Fields that act are read elsewhere. */
export type Treatment =
  | { readonly kind: 'acts' }
  /** Cannot change the outcome. */
  | { readonly kind: 'inert' }
  /** Left out by `docker stack deploy` itself: worth a warning. */
  | { readonly kind: 'ignored'; readonly why: string; readonly instead: string }
  | { readonly kind: 'policy'; readonly rule: PolicyRule };

const acts: Treatment = { kind: 'acts' };
const inert: Treatment = { kind: 'inert' };
const ignored = (why: string, instead: string): Treatment => ({ kind: 'ignored', why, instead });
const policy = (rule: PolicyRule): Treatment => ({ kind: 'policy', rule });

const host = (value: unknown): boolean => typeof value === 'string' && /^(host|container:|service:)/.test(value);
const NAMESPACE = { ...POLICY.hostNamespace, forbids: host, instead: 'leave the field out; services reach each other by `networks`' };
const UNCONFINED = {
  ...POLICY.unconfined,
  forbids: (value: unknown) => Array.isArray(value) && value.some((one) => !/^no-new-privileges(:true)?$/.test(String(one))),
  instead: 'leave it out, or write only `no-new-privileges:true`',
};
const filled = (value: unknown): boolean => value !== null && value !== undefined && !(typeof value === 'object' && Object.keys(value).length === 0);

/** Every field that the compose specification gives a service and `docker stack deploy` takes. */
export const SERVICE_FIELDS: Readonly<Record<string, Treatment>> = {
  build: ignored('a stack is not built', 'build the image beforehand and write `image`'),
  cap_add: policy({ ...POLICY.capabilities, instead: 'leave `cap_add` out; `cap_drop` is fine' }),
  cap_drop: inert,
  cgroup_parent: policy({ ...POLICY.hostProfile, forbids: filled, message: () => 'control groups of the host cannot be chosen' }),
  cgroupns_mode: policy({ ...NAMESPACE, message: () => 'containers have control groups of their own' }),
  command: inert,
  configs: acts,
  container_name: ignored('tasks are named by the swarm', 'leave it out'),
  credential_spec: policy({ ...POLICY.hostProfile, forbids: filled }),
  depends_on: ignored('a stack starts all services at once', 'leave it out, and let the service retry until the other answers'),
  deploy: acts,
  devices: policy({ ...POLICY.hostPath, forbids: filled, message: () => 'devices of the host cannot be mapped', instead: 'reserve `generic_resources`' }),
  dns: inert,
  dns_opt: inert,
  dns_search: inert,
  domainname: ignored('a task has no domain name', 'leave it out'),
  entrypoint: inert,
  env_file: acts,
  environment: inert,
  expose: inert,
  external_links: ignored('there is nothing outside of the stack', 'leave it out'),
  extra_hosts: inert,
  healthcheck: acts,
  hostname: inert,
  image: acts,
  init: inert,
  ipc: policy({ ...NAMESPACE, forbids: (value) => host(value) || value === 'shareable' }),
  isolation: inert,
  labels: inert,
  links: ignored('services on one network find each other by name', 'leave it out'),
  logging: inert,
  mac_address: ignored('a task has the address that it is given', 'leave it out'),
  network_mode: policy(NAMESPACE),
  networks: acts,
  oom_score_adj: policy({ ...POLICY.hostProfile, forbids: filled }),
  pid: policy(NAMESPACE),
  ports: acts,
  privileged: policy(POLICY.privileged),
  read_only: inert,
  restart: acts,
  secrets: acts,
  security_opt: policy(UNCONFINED),
  shm_size: ignored('a task has the usual shared memory', 'mount a `tmpfs`'),
  stdin_open: inert,
  stop_grace_period: acts,
  stop_signal: inert,
  sysctls: policy({ ...POLICY.hostProfile, forbids: filled }),
  tmpfs: inert,
  tty: inert,
  ulimits: inert,
  user: inert,
  userns_mode: policy(NAMESPACE),
  volumes: acts,
  working_dir: inert,
};
