import type { EntryFile } from '#core/entry';
import { type Application, previewScenario, type Scenario } from '#core/scenario';
import { stringify } from 'yaml';
import { batchObjects } from './kubernetes-batch.js';
import { schedulerConfiguration } from './kubernetes-scheduler.js';
import { serviceObjects } from './kubernetes-service.js';
import type { ReferenceProfile } from './reference-profile.js';

/** The manifests of a reference entry: a file an application, one for what they share, one for the scheduler. */
export function kubernetesEntry(scenario: Scenario, profile: ReferenceProfile): readonly EntryFile[] {
  const preview = previewScenario(scenario, scenario.seeds[0] ?? 1);
  // Packing scenarios bring their pods along: the entry is how they are placed.
  const run = scenario.packing === null ? scenario.applications : [];
  const objectsOf = (app: Application) => (app.kind === 'batch' ? batchObjects(app, profile, scenario) : serviceObjects(app, preview, profile, scenario));
  const files = run.map((app): EntryFile => ({ path: `${app.name}.yaml`, text: documents(objectsOf(app)) }));
  const shared = profile.priced && run.length > 0 ? [{ path: 'priority.yaml', text: documents([SERVING]) }] : [];
  const scheduler = schedulerConfiguration(profile, run.length === 0);
  return [...files, ...shared, ...(scheduler === null ? [] : [{ path: 'scheduler.yaml', text: documents([scheduler]) }])];
}

export const SERVING_CLASS = 'serving';
const SERVING = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: SERVING_CLASS }, value: 100_000 };

const documents = (objects: readonly object[]): string => objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');
