import type { Problem } from '#core/problem';
import { isAutoscaler } from './autoscaler/index.js';
import { filesNamed } from './swarm/files-named.js';
import type { Division, EntryFile } from './entry.js';
import { masterKind } from './mesos/read-master.js';
import { problemAt, type SourceDocument } from './source/source-document.js';

type Data = Readonly<Record<string, unknown>>;

const MARATHON = ['instances', 'cmd', 'container', 'cpus', 'apps', 'groups', 'args'];

/** What kind of document this is, by the fields that only one dialect has; null when it is none of them. */
function divisionOf(document: SourceDocument): Division | null {
  const { data } = document;
  if (masterKind(document) !== null) return 'mesos';
  if (Array.isArray(data)) return data.length > 0 && data.every((one) => isMap(one) && isMarathon(one)) ? 'mesos' : null;
  if (!isMap(data)) return null;
  if ('kind' in data || 'apiVersion' in data) return 'kubernetes';
  if (isStack(data)) return 'swarm';
  return isMarathon(data) ? 'mesos' : null;
}

const isMap = (value: unknown): value is Data => value !== null && typeof value === 'object' && !Array.isArray(value);
/** A compose file of any age: `services`, or `version: "2"` and up, or (version 1) services at the top. */
const isStack = (data: Data): boolean => 'services' in data || (/^[23](\.\d+)?$/.test(String(data['version'])) && !('id' in data)) || isVersion1(data);
const isVersion1 = (data: Data): boolean => {
  const values = Object.values(data);
  return values.length > 0 && values.every((one) => isMap(one) && ('image' in one || 'build' in one));
};
const isMarathon = (data: Data): boolean =>
  Array.isArray(data['apps']) || Array.isArray(data['groups']) || (typeof data['id'] === 'string' && MARATHON.some((name) => name in data));

/** The one division of all documents; problems when there are several, none, or one that cannot be judged. */
export function detectDivision(
  files: readonly EntryFile[],
  documents: readonly SourceDocument[],
  wanted: Division | undefined,
): { readonly division: Division; readonly problems: readonly Problem[] } {
  // An autoscaler's policy goes with a stack or with Marathon apps; alone it says nothing.
  // What a stack names as a config is for its containers.
  const named = filesNamed(documents);
  const found = documents
    .filter((document) => !isAutoscaler(document) && !named.has(document.file))
    .map((document) => ({ document, division: divisionOf(document) }));
  const division = found.find((one) => one.division !== null)?.division ?? null;
  if (division === null) return { division: 'kubernetes', problems: documents.length === 0 ? [nothing(files)] : documents.map(notAManifest) };
  const problems: Problem[] = [];
  for (const { document, division: own } of found) {
    if (own === division) continue;
    if (own === null) problems.push(notAManifest(document));
    else
      problems.push(
        problemAt(document, [], {
          code: 'mixed-divisions',
          message: `this is of the division ${own}; the entry began with ${division}`,
          hint: 'hand in one entry for each division',
        }),
      );
  }
  const [first] = documents;
  if (first !== undefined && wanted !== undefined && wanted !== division)
    problems.push(problemAt(first, [], { code: 'wrong-division', message: `the entry is of the division ${division}, not ${wanted}` }));
  return { division, problems };
}

function notAManifest(document: SourceDocument): Problem {
  return problemAt(document, [], {
    code: 'not-a-manifest',
    message: 'this is no Kubernetes object, Swarm stack, Marathon app or plugin manifest',
    hint: 'Kubernetes objects have `apiVersion` and `kind`; a plugin has its `regatta.yaml` beside its other files',
  });
}

const nothing = (files: readonly EntryFile[]): Problem => ({
  code: 'empty-entry',
  severity: 'error',
  message: 'there is no document in the entry',
  file: files[0]?.path ?? 'entry',
  line: 1,
  column: 1,
});
