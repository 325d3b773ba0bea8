import { stringify } from 'yaml';
import { SECOND } from '#core/units';
import type { EntryFile } from '../entry.js';
import type { EntryIntent, NodeKey, NodeRequirement, WorkloadIntent } from './intent.js';
import type { Losses } from './losses.js';
import { policyFile } from './policy-file.js';

const MEBIBYTE = 1024 * 1024;
type Lose = (what: string, why: string) => void;

export function toSwarm({ workloads, autoscalers }: EntryIntent, losses: Losses): readonly EntryFile[] {
  const services = Object.fromEntries(workloads.map((workload) => [workload.name, serviceOf(workload, losses)]));
  const text = stringify({ version: '3.8', services }, { lineWidth: 0, aliasDuplicateObjects: false });
  return [{ path: 'stack.yml', text }, ...policyFile(autoscalers, 'service', (name) => name)];
}

const durationOf = (us: number): string => `${Math.round(us / SECOND)}s`;

function serviceOf(workload: WorkloadIntent, losses: Losses): object {
  const { name, image, mode, replicas, health } = workload;
  const lose: Lose = (what, why) => losses.add(workload.place, `${name}: ${what}`, why);
  if (workload.after.length > 0) lose(`starts after ${workload.after.join(', ')}`, 'docker stack deploy starts everything at once');
  const memory = enough(workload.memoryBytes, lose);
  const reservations = resources(workload.cpuMilli, memory, workload.gpus);
  const limits = resources(workload.cpuLimitMilli ?? 0, enough(workload.memoryLimitBytes ?? 0, lose), 0);
  const constraints = workload.requires.flatMap((one) => constraintOf(one, lose));
  const preferences = workload.spread.flatMap(({ key, hard, maxSkew }) => preferenceOf(key, hard, maxSkew, lose));
  return {
    image,
    deploy: {
      mode: { replicas: 'replicated', 'every-node': 'global', job: 'replicated-job' }[mode],
      ...(mode === 'every-node' ? {} : { replicas }),
      resources: { ...(reservations === null ? {} : { reservations }), ...(limits === null ? {} : { limits }) },
      placement: {
        ...(constraints.length > 0 ? { constraints } : {}),
        ...(preferences.length > 0 ? { preferences } : {}),
        ...(workload.mostPerHost !== null && mode === 'replicas' ? { max_replicas_per_node: workload.mostPerHost } : {}),
      },
      ...(mode === 'replicas' ? { update_config: updateOf(workload) } : {}),
    },
    ...(health === null
      ? {}
      : {
          healthcheck: {
            test: ['CMD', 'wget', '-qO-', 'http://localhost:8080/healthz'],
            interval: durationOf(Math.max(SECOND, health.intervalUs)),
            timeout: durationOf(Math.max(SECOND, health.timeoutUs)),
            retries: health.failures,
            start_period: durationOf(health.graceUs),
          },
        }),
    stop_grace_period: durationOf(workload.graceUs),
  };
}

/** The engine starts no container with less. */
const LEAST_MEMORY = 4 * MEBIBYTE;

function enough(bytes: number, lose: Lose): number {
  if (bytes === 0 || bytes >= LEAST_MEMORY) return bytes;
  lose(`${bytes} bytes of memory`, 'a container of Docker has 4 MiB at least');
  return LEAST_MEMORY;
}

function resources(cpuMilli: number, memoryBytes: number, gpus: number): object | null {
  const all = {
    ...(cpuMilli > 0 ? { cpus: String(cpuMilli / 1000) } : {}),
    ...(memoryBytes > 0 ? { memory: memoryBytes % MEBIBYTE === 0 ? `${memoryBytes / MEBIBYTE}M` : `${memoryBytes}b` } : {}),
    ...(gpus > 0 ? { generic_resources: [{ discrete_resource_spec: { kind: 'gpu', value: gpus } }] } : {}),
  };
  return Object.keys(all).length === 0 ? null : all;
}

/** Swarm updates so many slots at a time, each by starting the new task first or by stopping the old one first. */
function updateOf({ update, replicas }: WorkloadIntent): object {
  const startFirst = update.over > 0 || update.under === 0;
  const share = startFirst ? update.over : update.under;
  return {
    parallelism: Math.max(1, Math.floor(share * replicas)),
    order: startFirst ? 'start-first' : 'stop-first',
    ...(update.settleUs > 0 ? { monitor: durationOf(update.settleUs) } : {}),
  };
}

const keyOf = (key: NodeKey): string => (key === 'host' ? 'node.hostname' : typeof key === 'string' ? `node.labels.${key}` : `node.labels.${key.label}`);

function preferenceOf(key: NodeKey, hard: boolean, maxSkew: number, lose: Lose): readonly object[] {
  // Over nodes a service is spread by itself.
  if (key === 'host') {
    if (hard) lose(`nodes differ by ${maxSkew} at most`, 'Swarm spreads over nodes as far as it can, and never holds a task back for it');
    return [];
  }
  if (hard)
    lose(`replicas differ by ${maxSkew} at most between ${keyOf(key)}`, 'a spread is a preference in Swarm: a task that cannot keep it runs all the same');
  return [{ spread: keyOf(key) }];
}

function constraintOf({ key, is, values }: NodeRequirement, lose: Lose): readonly string[] {
  const name = keyOf(key);
  if (is === 'not-in') return values.map((value) => `${name} != ${value}`);
  if (is === 'in' && values.length === 1) return [`${name} == ${values[0]}`];
  if (is === 'in') lose(`${name} is one of ${values.join(', ')}`, 'constraints of Swarm are all met at once: alternatives cannot be given');
  else lose(`${name} is ${is}`, 'constraints of Swarm compare values only');
  return [];
}
