import type { Problem } from '#core/problem';
import type { Division, EntryFile } from './entry.js';
import { problemAt, type SourceDocument } from './source/source-document.js';

type Data = Readonly<Record<string, unknown>>;

const MARATHON = ['instances', 'cmd', 'container', 'cpus', 'apps', 'groups', 'args'];

/** What kind of document this is, by the fields that only one dialect has; null when it is none of them. */
function divisionOf({ data, file }: SourceDocument): Division | null {
  if (Array.isArray(data)) return data.length > 0 && data.every((one) => isMap(one) && isMarathon(one)) ? 'mesos' : null;
  if (!isMap(data)) return null;
  if ('kind' in data || 'apiVersion' in data) return 'kubernetes';
  if (isMap(data['services'])) return 'swarm';
  if (isMarathon(data)) return 'mesos';
  return /(^|\/)regatta\.ya?ml$/.test(file) && ('runtime' in data || 'command' in data) ? 'scheduler' : null;
}

const isMap = (value: unknown): value is Data => value !== null && typeof value === 'object' && !Array.isArray(value);
const isMarathon = (data: Data): boolean => typeof data['id'] === 'string' && MARATHON.some((name) => name in data);

/** The one division of all documents; problems when there are several, none, or one that cannot be judged. */
export function detectDivision(
  files: readonly EntryFile[],
  documents: readonly SourceDocument[],
  wanted: Division | undefined,
): { readonly division: Division; readonly problems: readonly Problem[] } {
  const found = documents.map((document) => ({ document, division: divisionOf(document) }));
  // A plugin's folder may hold any other YAML.
  const division = found.find((one) => one.division === 'scheduler')?.division ?? found.find((one) => one.division !== null)?.division ?? null;
  if (division === null) return { division: 'kubernetes', problems: documents.length === 0 ? [nothing(files)] : documents.map(notAManifest) };
  const problems: Problem[] = [];
  for (const { document, division: own } of found) {
    if (division === 'scheduler' || own === division) continue;
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
  else if (first !== undefined && division !== 'kubernetes')
    problems.push(
      problemAt(first, [], {
        code: 'division-not-supported-yet',
        message: `this is an entry of the division ${division}, which cannot be judged yet`,
        hint: 'hand in Kubernetes manifests',
      }),
    );
  return { division, problems };
}

function notAManifest(document: SourceDocument): Problem {
  return problemAt(document, [], {
    code: 'not-a-manifest',
    message: 'this is no Kubernetes object, Swarm stack, Marathon app or plugin manifest',
    hint: 'Kubernetes objects have `apiVersion` and `kind`',
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
