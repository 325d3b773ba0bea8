import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import { nearest } from '#core/scenario';
import type { EntryFile, KubernetesObject } from '../../entry.js';
import { MAX_PROBLEMS, SNAPSHOT_LIMITS } from '../../limits.js';
import { readDocuments } from '../../source/read-documents.js';
import { type Finding, problemAt } from '../../source/source-document.js';
import { checkDocument, type Dialect } from '../check-object.js';
import type { CheckedObject } from '../checked-object.js';
import { separateJson } from './separate-json.js';
import { BESIDE, SNAPSHOT_KIND_NAMES, snapshotKind } from './snapshot-kinds.js';

function otherwise(kind: string): string | null {
  if (BESIDE.has(kind)) return null;
  const meant = nearest(kind, SNAPSHOT_KIND_NAMES);
  return meant === undefined ? `leave it out; a snapshot has: ${SNAPSHOT_KIND_NAMES.join(', ')}` : `did you mean \`${meant}\`?`;
}

const SNAPSHOT: Dialect = { kindOf: snapshotKind, otherwise, lists: true };

/**
 * Reads a picture of a cluster: what `kubectl get … -o yaml` or `-o json` prints, several documents, a List, or a list of
 * objects. Objects in the order of the file, as the scheduler needs them; or every problem at its place.
 */
export function parseKubernetesSnapshot({ path, text }: EntryFile): Outcome<readonly KubernetesObject[]> {
  const files = separateJson(text).map((one) => ({ path, text: one }));
  const problems: Problem[] = [];
  const objects = files.flatMap((file) => {
    const read = readDocuments(file, SNAPSHOT_LIMITS);
    problems.push(...read.problems);
    return read.documents.flatMap((document) => checkDocument(document, problems, SNAPSHOT));
  });
  problems.push(...twice(objects), ...nowhere(objects));
  if (objects.length === 0 && problems.length === 0) problems.push(nothing(path));
  return problems.some((problem) => problem.severity === 'error')
    ? refused(problems.slice(0, MAX_PROBLEMS))
    : accepted(
        objects.map((o) => o.data),
        problems,
      );
}

const nothing = (file: string): Problem => ({
  code: 'empty-entry',
  severity: 'error',
  message: 'there is no object in the snapshot',
  hint: 'such as `kubectl get nodes,pods,services -A -o yaml`',
  file,
  line: 1,
  column: 1,
});

const at = (object: CheckedObject, path: readonly string[], code: Finding['code'], message: string, warning = false) =>
  problemAt(object.document, [...object.root, ...path], { code, message, ...(warning ? { severity: 'warning' as const } : {}) });

function twice(objects: readonly CheckedObject[]): Problem[] {
  const seen = new Set<string>();
  return objects.flatMap((object) => {
    const key = `${object.kind}/${object.namespace}/${object.name}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [at(object, object.name === '' ? ['kind'] : ['metadata', 'name'], 'duplicate-object', `a second ${object.kind} \`${object.name}\``)];
  });
}

interface PodData {
  readonly spec?: { readonly nodeName?: string };
}

/** Pods on nodes that are not in the picture take no part: worth a word. */
function nowhere(objects: readonly CheckedObject[]): Problem[] {
  const nodes = new Set(objects.filter((o) => o.kind === 'Node').map((o) => o.name));
  return objects.flatMap((object) => {
    const node = object.kind === 'Pod' ? (object.data as PodData).spec?.nodeName : undefined;
    if (!node || nodes.has(node)) return [];
    return [at(object, ['spec', 'nodeName'], 'unknown-target', `there is no Node \`${node}\` in the snapshot: the pod takes no part`, true)];
  });
}
