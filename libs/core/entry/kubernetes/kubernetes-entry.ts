import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import type { AppUse, EntryFile, KubernetesEntry, Place } from '../entry.js';
import { entryDigest } from '../entry-digest.js';
import { problemAt, type SourceDocument } from '../source/source-document.js';
import { checkDocument } from './check-object.js';
import { checkTogether } from './check-together.js';
import type { CheckedObject } from './checked-object.js';
import { SCHEDULER_CONFIGURATION } from './kind-table.js';
import { podsOf } from './pods-of.js';

/** Documents of Kubernetes manifests as an entry, or everything that is wrong with them. */
export function kubernetesEntry(files: readonly EntryFile[], documents: readonly SourceDocument[], before: readonly Problem[]): Outcome<KubernetesEntry> {
  const problems: Problem[] = [...before];
  const objects = documents.flatMap((document) => checkDocument(document, problems));
  // With objects left out for their errors, names that point to them would look wrong too.
  const complete = problems.every((problem) => problem.severity === 'warning');
  problems.push(...checkTogether(objects).filter((problem) => complete || problem.code === 'duplicate-object'));
  if (problems.some((problem) => problem.severity === 'error')) return refused(problems);
  const apps = appsOf(objects);
  const running = objects.filter((object) => object.kind !== SCHEDULER_CONFIGURATION);
  const configuration = objects.find((object) => object.kind === SCHEDULER_CONFIGURATION)?.data;
  // A scheduler alone is an entry: packing scenarios bring their pods along.
  if (apps.length === 0 && configuration === undefined) return refused([...problems, nothingToRun(documents)]);
  const entry: KubernetesEntry = {
    division: 'kubernetes',
    digest: entryDigest(files),
    files,
    objects: running.map((object) => object.data),
    places: running.map((object) => placeOf(object, ['metadata', 'name'])),
    schedulerConfiguration: (configuration as Readonly<Record<string, unknown>> | undefined) ?? null,
    apps,
  };
  return accepted(entry, problems);
}

function placeOf({ document, root }: CheckedObject, path: readonly (string | number)[]): Place {
  const { file, line, column } = problemAt(document, [...root, ...path], { code: 'not-a-manifest', message: '' });
  return { file, line, column };
}

function nothingToRun(documents: readonly SourceDocument[]): Problem {
  const message = 'no object of the entry runs a container';
  const hint = 'add a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob or Pod';
  const [first] = documents;
  if (first === undefined) return { code: 'empty-entry', severity: 'error', message, hint, file: '', line: 1, column: 1 };
  return problemAt(first, [], { code: 'empty-entry', message, hint });
}

function appsOf(objects: readonly CheckedObject[]): readonly AppUse[] {
  const apps = new Map<string, AppUse>();
  for (const object of objects) {
    const pods = podsOf(object);
    if (pods === null) continue;
    for (const part of ['containers', 'initContainers'] as const) {
      for (const [index, { image }] of (pods.spec[part] ?? []).entries()) {
        const app = image.replace(/^regatta\//, '').replace(/:.*$/, '');
        if (!apps.has(app)) apps.set(app, { app, image, ...placeOf({ ...object, root: [] }, [...pods.path, part, index, 'image']) });
      }
    }
  }
  return [...apps.values()].sort((a, b) => (a.app < b.app ? -1 : 1));
}
