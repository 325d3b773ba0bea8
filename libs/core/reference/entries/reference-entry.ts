import { type EntryFile, parseEntry } from '#core/entry';
import { type Dialect, translateEntry } from '#core/entry/translate';
import { formatProblem } from '#core/problem';
import type { Scenario } from '#core/scenario';
import { stringify } from 'yaml';
import { kubernetesEntry } from './kubernetes-entry.js';
import { DEFAULTS, REFERENCE_PROFILES, type ReferenceProfile } from './reference-profile.js';

/**
 * A reference entry for one orchestrator: the Kubernetes one, or the same intent in another dialect, as `regatta translate` writes
 * it. How the pods that a packing scenario brings along are placed can be told to Kubernetes alone: the others take them as they do.
 */
export function referenceEntry(scenario: Scenario, profile: ReferenceProfile, dialect: Dialect): readonly EntryFile[] {
  const files = kubernetesEntry(scenario, profile);
  if (dialect === 'kubernetes') return files;
  if (scenario.packing !== null) return nothingOfItsOwn(scenario, dialect);
  const entry = parseEntry(files);
  if (!entry.ok) throw new Error(`a reference entry for ${scenario.id} is refused: ${entry.problems.map(formatProblem).join('; ')}`);
  if (entry.value.division !== 'kubernetes') throw new Error(`a reference entry for ${scenario.id} is not one of Kubernetes`);
  return translateEntry(entry.value, dialect).files;
}

/** An entry has to name something: a service without replicas, an app without instances. */
function nothingOfItsOwn(scenario: Scenario, dialect: 'swarm' | 'mesos'): readonly EntryFile[] {
  const app = scenario.packing?.shapes[0]?.app ?? scenario.applications[0]?.name ?? '';
  const image = `regatta/${app}`;
  if (dialect === 'swarm') return [{ path: 'stack.yml', text: stringify({ version: '3.8', services: { [app]: { image, deploy: { replicas: 0 } } } }) }];
  const marathon = { id: `/${app}`, instances: 0, cpus: 0.1, mem: 32, container: { type: 'MESOS', docker: { image } } };
  return [{ path: 'apps.json', text: `${JSON.stringify(marathon, null, 2)}\n` }];
}

export interface NamedReference {
  readonly name: string;
  readonly dialect: Dialect;
  readonly profile: ReferenceProfile;
}

/** The reference entries of the orchestrators beside Kubernetes. */
export function otherReferences(scenario: Scenario): readonly NamedReference[] {
  const profiles = scenario.packing === null ? ({ defaults: DEFAULTS, resilient: REFERENCE_PROFILES.resilient } as const) : ({ defaults: DEFAULTS } as const);
  return (['swarm', 'mesos'] as const).flatMap((dialect) =>
    Object.entries(profiles).map(([name, profile]) => ({ name: `${dialect}: ${name}`, dialect, profile })),
  );
}
