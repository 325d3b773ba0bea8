import type { Problem, Severity } from '#core/problem';
import { nearest, type Scenario } from '#core/scenario';
import type { SwarmEntry } from '../entry.js';
import type { EntryProblemCode } from '../problem-codes.js';
import type { SwarmNodeUse, SwarmService } from './swarm-service.js';

/** Labels that every machine has; values of these two are drawn anew for each seed. */
const DRAWN = ['zone', 'region'];

/** Constraints and preferences that no machine of the scenario's cluster could meet. */
export function checkSwarmAgainst(entry: SwarmEntry, cluster: Scenario['cluster']): readonly Problem[] {
  const values = valuesOf(cluster);
  return entry.services.flatMap((service) => [...service.nodeUses.flatMap((use) => wrongUse(use, values)), ...tooLarge(service, cluster)]);
}

const NANOS = 1_000_000_000;
const NANOS_PER_MILLI = 1_000_000;

/** Reservations that no single node can hold: the tasks would be pending for ever. */
function tooLarge({ name, reservations, place }: SwarmService, { pools }: Scenario['cluster']): readonly Problem[] {
  const { nanoCpus, memoryBytes, generic } = reservations;
  const say = (message: string): readonly Problem[] => [
    { code: 'invalid-value', severity: 'error', message, hint: 'no suitable node (insufficient resources): reserve less', ...place },
  ];
  const fits = ({ allocatable }: Scenario['cluster']['pools'][number]): boolean =>
    nanoCpus <= allocatable.cpuMilli * NANOS_PER_MILLI &&
    memoryBytes <= allocatable.memoryBytes &&
    Object.entries(generic).every(([kind, count]) => count <= (allocatable.extended[kind] ?? 0));
  if (pools.some(fits)) return [];
  const unknown = Object.keys(generic).find((kind) => pools.every((pool) => pool.allocatable.extended[kind] === undefined));
  if (unknown !== undefined) return say(`a task of \`${name}\` reserves \`${unknown}\`, which no node has`);
  const cores = Math.max(...pools.map((pool) => pool.allocatable.cpuMilli)) / 1000;
  if (nanoCpus > cores * NANOS) return say(`a task of \`${name}\` reserves more than any node has: ${nanoCpus / NANOS} cores, at most ${cores}`);
  return say(`a task of \`${name}\` reserves more than any one node has`);
}

/** Every attribute and label by its name, with the values that occur; null: they are drawn. */
function valuesOf({ pools }: Scenario['cluster']): ReadonlyMap<string, ReadonlySet<string> | null> {
  const values = new Map<string, Set<string> | null>([
    ['node.role', new Set(['worker'])],
    ['node.platform.os', new Set(['linux'])],
    ['node.platform.arch', new Set(['x86_64'])],
    ['node.labels.pool', new Set(pools.map((pool) => pool.name))],
    ...DRAWN.map((label) => [`node.labels.${label}`, null] as const),
  ]);
  const add = (label: string, value: string) => {
    const known = values.get(`node.labels.${label}`);
    if (known === undefined) values.set(`node.labels.${label}`, new Set([value]));
    else known?.add(value);
  };
  for (const pool of pools) {
    for (const [label, value] of Object.entries(pool.labels)) add(label, value);
    if (pool.spot) add('spot', 'true');
  }
  return values;
}

function wrongUse(use: SwarmNodeUse, values: ReadonlyMap<string, ReadonlySet<string> | null>): readonly Problem[] {
  const { key, operator, value, place } = use;
  // Without the label a node still meets `!=`, and a spread over it is none: worth a word, not a refusal.
  const severity: Severity = operator === '==' ? 'error' : 'warning';
  const say = (message: string, hint: string, code: EntryProblemCode = 'unknown-node-label') => [{ code, severity, message, hint, ...place }];
  const known = values.get(key);
  if (known === undefined) {
    const labels = [...values.keys()].filter((name) => name.startsWith('node.labels.'));
    const meant = nearest(key, labels);
    return say(`no node of the scenario has \`${key}\``, meant === undefined ? `labels: ${labels.join(', ')}` : `did you mean \`${meant}\`?`);
  }
  if (operator !== '==') return [];
  if (known === null) return say(`the values of \`${key}\` are drawn anew for every seed`, `spread over it: \`spread: ${key}\``);
  if ([...known].some((one) => one.toLowerCase() === value.toLowerCase())) return [];
  const code = key.startsWith('node.labels.') ? 'unknown-node-label' : 'unknown-node-attribute';
  return say(`no node of the scenario has \`${key}\` ${value}`, `values: ${[...known].join(', ')}`, code);
}
