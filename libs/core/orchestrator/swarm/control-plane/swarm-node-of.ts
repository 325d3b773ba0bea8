import type { SwarmNode } from '../scheduler/index.js';
import type { NodeRecord } from './records.js';

const NANOS_PER_MILLI = 1_000_000;

/** A machine as it describes itself to the managers. Machines of a scenario are workers; the managers run none of its tasks. */
export function swarmNode(record: NodeRecord): SwarmNode {
  const { facts, labels, availability, state } = record;
  const { cpuMilli, memoryBytes, extended } = facts.allocatable;
  return {
    id: facts.name,
    description: { hostname: facts.name, os: 'linux', arch: 'x86_64', engineLabels: {} },
    role: 'worker',
    address: '',
    labels,
    availability,
    state,
    resources: { nanoCpus: cpuMilli * NANOS_PER_MILLI, memoryBytes, generic: extended },
  };
}

/** Labels that the operator of a scenario's cluster gives its machines, beside those of the scenario. */
export function nodeLabels({ labels, zone, region, pool, spot }: NodeRecord['facts']): Readonly<Record<string, string>> {
  return { zone, region, pool, ...(spot ? { spot: 'true' } : {}), ...labels };
}
