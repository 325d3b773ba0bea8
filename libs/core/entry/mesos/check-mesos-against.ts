import type { Problem } from '#core/problem';
import { nearest, type Scenario } from '#core/scenario';
import type { MesosEntry, Place } from '../entry.js';
import type { EntryProblemCode } from '../problem-codes.js';
import { isOwnField } from './constraint.js';
import type { MarathonApp } from './marathon-app.js';

type Cluster = Scenario['cluster'];

const MEBIBYTE = 1024 * 1024;
/** Attributes that agents have beside the labels the scenario gives its nodes. */
export const AGENT_ATTRIBUTES: readonly string[] = ['pool', 'region', 'spot', 'zone'];
/** Disk of an agent whose scenario says nothing of it. */
export const AGENT_DISK_MIB = 102_400;
const RESOURCES = ['cpus', 'mem', 'disk', 'gpus'] as const;
type Amounts = Readonly<Record<(typeof RESOURCES)[number], number>>;

/** What shows only with the cluster of a scenario: attributes no agent has, guarantees nobody can keep, apps that fit nowhere. */
export function checkMesosAgainst(entry: MesosEntry, cluster: Cluster): readonly Problem[] {
  const apps = entry.marathonApps;
  return [...apps.flatMap((app) => unknownAttributes(app, cluster)), ...quotaAboveCluster(entry, cluster), ...apps.flatMap((app) => tooLarge(app, cluster))];
}

function unknownAttributes(app: MarathonApp, cluster: Cluster): readonly Problem[] {
  const known = [...new Set([...AGENT_ATTRIBUTES, ...cluster.pools.flatMap((pool) => Object.keys(pool.labels))])].sort();
  return app.constraints
    .filter(({ field }) => !isOwnField(field) && !known.includes(field))
    .map(({ field, operator }) => {
      const meant = nearest(field, [...known, '@hostname', '@region', '@zone']);
      const hint = meant === undefined ? `hostname, @region, @zone, ${known.join(', ')}` : `did you mean \`${meant}\`?`;
      const outcome = operator === 'UNLIKE' ? 'every offer meets this' : 'no offer meets this';
      return found('unknown-node-attribute', `${app.id}: no agent has the attribute \`${field}\`: ${outcome}`, hint, app.place);
    });
}

function quotaAboveCluster({ quotas }: MesosEntry, cluster: Cluster): readonly Problem[] {
  const capacity = RESOURCES.map((name) => [name, cluster.pools.reduce((sum, pool) => sum + pool.count * agentAmounts(pool)[name], 0)] as const);
  return capacity.flatMap(([name, has]) => {
    let guaranteed = 0;
    for (const { role, guarantees, place } of quotas) {
      guaranteed += guarantees[name] ?? 0;
      if (guaranteed <= has) continue;
      const message = `guarantees of ${name} add up to ${guaranteed} with the role \`${role}\`; the cluster has ${has}`;
      return [found('quota-above-cluster', message, `guarantee ${role} at most ${Math.max(0, has - guaranteed + (guarantees[name] ?? 0))}`, place)];
    }
    return [];
  });
}

function tooLarge(app: MarathonApp, cluster: Cluster): readonly Problem[] {
  const agents = cluster.pools.map(agentAmounts);
  if (agents.some((agent) => RESOURCES.every((name) => app[name] <= agent[name]))) return [];
  const short = RESOURCES.find((name) => agents.every((agent) => app[name] > agent[name])) ?? 'cpus';
  const most = Math.max(...agents.map((agent) => agent[short]));
  const problem = found(
    'invalid-value',
    `${app.id} asks for more than any agent has: ${short} ${app[short]}, at most ${most}`,
    'it would never start',
    app.place,
  );
  return [{ ...problem, severity: 'warning' }];
}

/** What an agent registers with, as a machine of the pool has it. */
function agentAmounts({ allocatable }: Cluster['pools'][number]): Amounts {
  const { cpuMilli, memoryBytes, extended } = allocatable;
  return {
    cpus: cpuMilli / 1000,
    mem: Math.floor(memoryBytes / MEBIBYTE),
    disk: extended['ephemeral-storage'] === undefined ? AGENT_DISK_MIB : Math.floor(extended['ephemeral-storage'] / MEBIBYTE),
    gpus: extended['nvidia.com/gpu'] ?? 0,
  };
}

const found = (code: EntryProblemCode, message: string, hint: string, place: Place): Problem => ({ code, severity: 'error', message, hint, ...place });
