import type { NodeFilter } from '../../cycle/plugin.js';
import type { Rejection } from '../../cycle/rejection.js';
import { type Amounts, isExtended } from '../../snapshot/amounts.js';
import type { NodeInfo } from '../../snapshot/node-info.js';

const name = 'NodeResourcesFit';

export interface IgnoredResources {
  readonly resources: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

interface Shortage {
  readonly reasons: string[];
  hopeless: boolean;
}

const TOO_MANY_PODS: Rejection = { plugin: name, code: 'Unschedulable', reasons: ['Too many pods'] };

function note(shortage: Shortage | null, resource: string, wanted: number, allocatable: number): Shortage {
  const noted = shortage ?? { reasons: [], hopeless: false };
  noted.reasons.push(`Insufficient ${resource}`);
  if (wanted > allocatable) noted.hopeless = true;
  return noted;
}

function shortageOf(wanted: Amounts, scalars: readonly (readonly [string, number])[], node: NodeInfo): Shortage | null {
  const { allocatable, requested } = node;
  let found: Shortage | null = null;
  if (wanted.cpu > 0 && wanted.cpu > allocatable.cpu - requested.cpu) found = note(found, 'cpu', wanted.cpu, allocatable.cpu);
  if (wanted.memory > 0 && wanted.memory > allocatable.memory - requested.memory) found = note(found, 'memory', wanted.memory, allocatable.memory);
  if (wanted.ephemeral > 0 && wanted.ephemeral > allocatable.ephemeral - requested.ephemeral) {
    found = note(found, 'ephemeral-storage', wanted.ephemeral, allocatable.ephemeral);
  }
  for (const [resource, value] of scalars) {
    const room = allocatable.scalars.get(resource) ?? 0;
    if (value > room - (requested.scalars.get(resource) ?? 0)) found = note(found, resource, value, room);
  }
  return found;
}

function rejectionFor(shortage: Shortage, crowded: boolean): Rejection {
  const reasons = crowded ? [...TOO_MANY_PODS.reasons, ...shortage.reasons] : shortage.reasons;
  return { plugin: name, code: shortage.hopeless ? 'UnschedulableAndUnresolvable' : 'Unschedulable', reasons };
}

/** Resources beside cpu, memory and storage that must be there. */
export function scalarsWanted(wanted: Amounts, ignored: IgnoredResources): readonly (readonly [string, number])[] {
  if (wanted.scalars.size === 0) return [];
  const isIgnored = (resource: string) => isExtended(resource) && (ignored.resources.has(resource) || ignored.groups.has(resource.split('/')[0] ?? ''));
  return [...wanted.scalars].filter(([resource, value]) => value > 0 && !isIgnored(resource));
}

/** The pod must fit into what is left of each resource it asks for; all that lack are named. */
export function fitFilter(wanted: Amounts, ignored: IgnoredResources): NodeFilter {
  const scalars = scalarsWanted(wanted, ignored);
  return {
    plugin: name,
    check: (node) => {
      const crowded = node.pods.length + 1 > node.podsMax;
      const shortage = shortageOf(wanted, scalars, node);
      if (shortage !== null) return rejectionFor(shortage, crowded);
      return crowded ? TOO_MANY_PODS : null;
    },
  };
}
