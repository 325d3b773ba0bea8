import { SECOND } from '#core/units';
import type { EntryFile } from '../entry.js';
import type { EntryIntent, NodeKey, NodeRequirement, WorkloadIntent } from './intent.js';
import type { Losses } from './losses.js';
import { policyFile } from './policy-file.js';

const MEBIBYTE = 1024 * 1024;
const PORT = 8080;
/** What Marathon asks for where nothing is said. */
const LEAST_CPUS = 0.001;

export function toMesos({ workloads, autoscalers }: EntryIntent, losses: Losses): readonly EntryFile[] {
  const apps = workloads.map((workload) => appOf(workload, losses));
  return [{ path: 'apps.json', text: `${JSON.stringify({ id: '/', apps }, null, 2)}\n` }, ...policyFile(autoscalers, 'app', (name) => `/${name}`)];
}

function appOf(workload: WorkloadIntent, losses: Losses): object {
  const { name, image, replicas, cpuMilli, memoryBytes, gpus, mode, update } = workload;
  const lose = (what: string, why: string): void => losses.add(workload.place, `${name}: ${what}`, why);
  if (mode === 'every-node') lose('one replica on every node', 'Marathon has a number of instances: it is one here, at most one a node');
  if (update.settleUs > 0)
    lose(`an update waits ${update.settleUs / SECOND} s for each replica to settle`, 'Marathon goes on as soon as an instance is healthy');
  return {
    id: name,
    instances: mode === 'every-node' ? 1 : replicas,
    cpus: Math.max(LEAST_CPUS, cpuMilli / 1000),
    mem: memoryBytes / MEBIBYTE,
    ...(gpus > 0 ? { gpus } : {}),
    resourceLimits: limitsOf(workload, lose),
    container: { type: 'MESOS', docker: { image }, portMappings: [{ containerPort: PORT, hostPort: 0, name: 'http' }] },
    networks: [{ mode: 'container/bridge' }],
    constraints: constraintsOf(workload, lose),
    ...(workload.after.length > 0 ? { dependencies: workload.after.map((one) => `/${one}`) } : {}),
    ...(workload.health === null ? {} : { healthChecks: [healthOf(workload.health)] }),
    upgradeStrategy: { minimumHealthCapacity: round(1 - update.under), maximumOverCapacity: round(Math.min(1, update.over)) },
    taskKillGracePeriodSeconds: Math.round(workload.graceUs / SECOND),
  };
}

const round = (share: number): number => Math.round(share * 1000) / 1000;

type Lose = (what: string, why: string) => void;

/** A limit may not be below what is asked for; memory that is asked for is a limit of its own unless another is given. */
function limitsOf({ cpuMilli, cpuLimitMilli, memoryBytes, memoryLimitBytes }: WorkloadIntent, lose: Lose): object {
  if (cpuMilli === 0) lose('no CPU is asked for', `Marathon asks for ${LEAST_CPUS} at least`);
  const cpus = cpuLimitMilli === null ? 'unlimited' : Math.max(cpuLimitMilli, cpuMilli, 1) / 1000;
  return { cpus, mem: memoryLimitBytes === null ? 'unlimited' : Math.max(memoryLimitBytes, memoryBytes) / MEBIBYTE };
}

function healthOf({ intervalUs, timeoutUs, failures, graceUs }: NonNullable<WorkloadIntent['health']>): object {
  return {
    protocol: 'HTTP',
    path: '/healthz',
    portIndex: 0,
    delaySeconds: 0,
    gracePeriodSeconds: Math.round(graceUs / SECOND),
    intervalSeconds: Math.max(1, Math.round(intervalUs / SECOND)),
    timeoutSeconds: Math.max(1, Math.round(timeoutUs / SECOND)),
    maxConsecutiveFailures: failures,
  };
}

function fieldOf(key: NodeKey): string {
  if (key === 'host') return 'hostname';
  return typeof key === 'string' ? `@${key}` : key.label;
}

function constraintsOf(workload: WorkloadIntent, lose: Lose): readonly (readonly string[])[] {
  const { mostPerHost, mode } = workload;
  const constraints: (readonly string[])[] = [];
  const most = mode === 'every-node' ? 1 : mostPerHost;
  if (most === 1) constraints.push(['hostname', 'UNIQUE']);
  else if (most !== null) constraints.push(['hostname', 'MAX_PER', String(most)]);
  for (const { key, hard, maxSkew } of workload.spread) {
    if (!hard) lose(`replicas are spread over ${fieldOf(key)} where possible`, 'Marathon takes the first offer that matches: nothing is merely preferred');
    else {
      constraints.push([fieldOf(key), 'GROUP_BY']);
      if (maxSkew > 1) lose(`places may differ by ${maxSkew}`, 'GROUP_BY lets them differ by one');
    }
  }
  return [...constraints, ...workload.requires.map(constraintOf)];
}

const escaped = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function constraintOf({ key, is, values }: NodeRequirement): readonly string[] {
  const field = fieldOf(key);
  if (is === 'present') return [field, 'LIKE', '.*'];
  if (is === 'absent') return [field, 'UNLIKE', '.*'];
  const [only = ''] = values;
  if (is === 'in' && values.length === 1 && /^[\w./-]*$/.test(only)) return [field, 'IS', only];
  return [field, is === 'in' ? 'LIKE' : 'UNLIKE', values.map((value) => (/^[\w.-]+$/.test(value) ? value : escaped(value))).join('|')];
}
