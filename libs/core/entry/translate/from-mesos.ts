import { SECOND } from '#core/units';
import type { MesosEntry } from '../entry.js';
import type { WrittenConstraint } from '../mesos/constraint.js';
import type { MarathonApp } from '../mesos/marathon-app.js';
import type { EntryIntent, HealthIntent, NodeKey, NodeRequirement, SpreadIntent, WorkloadIntent } from './intent.js';
import type { Losses } from './losses.js';

const MEBIBYTE = 1024 * 1024;
const LITERALS = /^[\w.-]+(\|[\w.-]+)*$/;

export function fromMesos(entry: MesosEntry, losses: Losses): EntryIntent {
  for (const { role, place } of entry.quotas) losses.add(place, `the quota of the role ${role}`, 'no other orchestrator here shares a cluster by roles');
  const [first] = entry.marathonApps;
  if (entry.weights.length > 0 && first !== undefined)
    losses.add({ ...first.place, line: 1, column: 1 }, 'weights of roles', 'no other orchestrator here shares a cluster by roles');
  return {
    workloads: entry.marathonApps.map((app) => workloadOf(app, losses)),
    autoscalers: entry.autoscalers.map((rule) => ({ ...rule, name: workloadName(rule.name) })),
  };
}

/** `/shop/web` → `shop-web`; an app at the root keeps its name. */
export const workloadName = (id: string): string => id.replace(/^\//, '').replace(/[/.]/g, '-');

function workloadOf(app: MarathonApp, losses: Losses): WorkloadIntent {
  const lose = (what: string, why: string): void => losses.add(app.place, `${app.id}: ${what}`, why);
  const placement = placementOf(app.constraints, lose);
  if (app.role !== '*') lose(`the role ${app.role}`, 'no other orchestrator here shares a cluster by roles');
  if (app.unreachable === null) lose('unreachableStrategy disabled', 'others replace what they cannot reach');
  else if (app.unreachable.inactiveAfterUs > 0) lose('unreachableStrategy', 'the wait before a replacement is set in other ways elsewhere');
  if (app.backoff.backoffUs !== SECOND || app.backoff.factor !== 1.15) lose('the launch backoff', 'restart delays follow other rules elsewhere');
  if (app.killSelection !== 'YOUNGEST_FIRST') lose('killSelection', 'what is killed first cannot be chosen elsewhere');
  if (app.healthChecks.length > 1) lose(`${app.healthChecks.length - 1} more health checks`, 'one is kept');
  if (app.readinessCheck !== null && app.healthChecks.length > 0) lose('the readiness check', 'the health check says when it is ready elsewhere');
  if (app.disk > 0) lose(`disk ${app.disk}`, 'disk is not asked for elsewhere');
  return {
    name: workloadName(app.id),
    app: app.app,
    image: app.image,
    mode: 'replicas',
    replicas: app.instances,
    cpuMilli: Math.round(app.cpus * 1000),
    memoryBytes: Math.round(app.mem * MEBIBYTE),
    gpus: app.gpus,
    cpuLimitMilli: app.limits.cpus === null ? null : Math.round(app.limits.cpus * 1000),
    memoryLimitBytes: app.limits.mem === null ? null : Math.round(app.limits.mem * MEBIBYTE),
    ...placement,
    health: healthOf(app),
    graceUs: app.killGraceUs,
    update: { over: app.upgradeStrategy.maximumOverCapacity, under: 1 - app.upgradeStrategy.minimumHealthCapacity, settleUs: 0 },
    after: app.dependencies.map(workloadName),
    place: app.place,
  };
}

function healthOf({ healthChecks, readinessCheck }: MarathonApp): HealthIntent | null {
  const [check] = healthChecks;
  if (check !== undefined) {
    const { intervalUs, timeoutUs, maxConsecutiveFailures, gracePeriodUs } = check;
    return { intervalUs, timeoutUs, failures: Math.max(1, maxConsecutiveFailures), graceUs: gracePeriodUs };
  }
  return readinessCheck === null ? null : { intervalUs: readinessCheck.intervalUs, timeoutUs: readinessCheck.timeoutUs, failures: 3, graceUs: 0 };
}

const keyOf = (field: string): NodeKey => {
  if (field === 'hostname' || field === '@hostname') return 'host';
  if (field === '@zone' || field === 'zone') return 'zone';
  return field === '@region' || field === 'region' ? 'region' : { label: field };
};

interface Placement {
  readonly requires: readonly NodeRequirement[];
  readonly spread: readonly SpreadIntent[];
  readonly mostPerHost: number | null;
}

function placementOf(constraints: readonly WrittenConstraint[], lose: (what: string, why: string) => void): Placement {
  const requires: NodeRequirement[] = [];
  const spread: SpreadIntent[] = [];
  let mostPerHost: number | null = null;
  for (const { field, operator, value } of constraints) {
    const key = keyOf(field);
    const written = `[${[field, operator, value].filter((part) => part !== '').join(', ')}]`;
    if (key === 'host' && (operator === 'UNIQUE' || operator === 'MAX_PER')) mostPerHost = operator === 'UNIQUE' ? 1 : Number(value);
    else if (operator === 'GROUP_BY') spread.push({ key, hard: true, maxSkew: 1 });
    else if (operator === 'IS' || (operator === 'CLUSTER' && value !== '')) requires.push({ key, is: 'in', values: [value] });
    else if (operator === 'LIKE' && value === '.*') requires.push({ key, is: 'present', values: [] });
    else if (operator === 'UNLIKE' && value === '.*') requires.push({ key, is: 'absent', values: [] });
    else if ((operator === 'LIKE' || operator === 'UNLIKE') && LITERALS.test(value))
      requires.push({ key, is: operator === 'LIKE' ? 'in' : 'not-in', values: value.split('|') });
    else lose(`the constraint ${written}`, operator === 'CLUSTER' ? 'no other orchestrator lets the first placement decide' : 'it cannot be said elsewhere');
  }
  return { requires, spread, mostPerHost };
}
