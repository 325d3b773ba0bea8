import type { SwarmEntry } from '../entry.js';
import { parseConstraint } from '../swarm/constraint.js';
import type { SwarmService } from '../swarm/swarm-service.js';
import type { EntryIntent, NodeKey, NodeRequirement, SpreadIntent, WorkloadIntent } from './intent.js';
import type { Losses } from './losses.js';

type Lose = (what: string, why: string) => void;

export function fromSwarm(entry: SwarmEntry, losses: Losses): EntryIntent {
  return { workloads: entry.services.map((service) => workloadOf(service, losses)), autoscalers: entry.autoscalers };
}

function workloadOf(service: SwarmService, losses: Losses): WorkloadIntent {
  const lose: Lose = (what, why) => losses.add(service.place, `${service.name}: ${what}`, why);
  const { reservations, limits, update, restart } = service;
  if (restart.condition !== 'any' || restart.maxAttempts > 0) lose('restart_policy', 'others start a replica again whatever its end was');
  if (update.failureAction === 'rollback') lose('failure_action: rollback', 'a rollout that fails stops elsewhere, it does not go back by itself');
  if (service.hostPorts.length > 0) lose('ports in host mode', 'ports of nodes cannot be taken elsewhere');
  const generic = Object.entries(reservations.generic).filter(([kind]) => !/gpu/i.test(kind));
  for (const [kind] of generic) lose(`generic resource ${kind}`, 'only GPUs are counted everywhere');
  const gpu = Object.entries(reservations.generic).find(([kind]) => /gpu/i.test(kind))?.[1] ?? 0;
  const { healthcheck } = service;
  const batch = Math.max(1, update.parallelism === 0 ? service.replicas : update.parallelism) / Math.max(1, service.replicas);
  return {
    name: service.name,
    app: service.app,
    image: service.image,
    mode: service.mode === 'replicated' ? 'replicas' : service.mode === 'global' ? 'every-node' : 'job',
    replicas: service.replicas,
    cpuMilli: Math.round(reservations.nanoCpus / 1e6),
    memoryBytes: reservations.memoryBytes,
    gpus: gpu,
    cpuLimitMilli: limits.nanoCpus === null ? null : Math.round(limits.nanoCpus / 1e6),
    memoryLimitBytes: limits.memoryBytes,
    requires: service.constraints.flatMap((text) => requirementOf(text, lose)),
    spread: service.spreadPreferences.map(spreadOf),
    mostPerHost: service.maxReplicasPerNode === 0 ? null : service.maxReplicasPerNode,
    health:
      healthcheck === null
        ? null
        : { intervalUs: healthcheck.intervalUs, timeoutUs: healthcheck.timeoutUs, failures: healthcheck.retries, graceUs: healthcheck.startPeriodUs },
    graceUs: service.stopGraceUs,
    update: {
      over: update.order === 'start-first' ? Math.min(1, batch) : 0,
      under: update.order === 'start-first' ? 0 : Math.min(1, batch),
      settleUs: update.monitorUs,
    },
    after: [],
    place: service.place,
  };
}

function keyOf(name: string): NodeKey | null {
  if (name === 'node.hostname') return 'host';
  const label = /^(?:node|engine)\.labels\.(.+)$/.exec(name)?.[1];
  if (label === undefined) return null;
  return label === 'zone' || label === 'region' ? label : { label };
}

const spreadOf = (descriptor: string): SpreadIntent => ({ key: keyOf(descriptor) ?? { label: descriptor }, hard: false, maxSkew: 1 });

function requirementOf(text: string, lose: Lose): readonly NodeRequirement[] {
  const constraint = parseConstraint(text);
  // Managers take no part in these clusters: every node is a worker.
  if (typeof constraint === 'string' || text.startsWith('node.role')) return [];
  const key = keyOf(constraint.key);
  if (key === null) {
    lose(`the constraint ${text}`, 'it is about something that only Swarm knows of its nodes');
    return [];
  }
  const [, operator = '==', value = ''] = /(==|!=)\s*(.*)$/.exec(text) ?? [];
  return [{ key, is: operator === '==' ? 'in' : 'not-in', values: [value.trim()] }];
}
