import { type Outcome, type Problem, refused } from '#core/problem';
import { detectDivision } from './detect-division.js';
import type { Division, Entry, EntryFile } from './entry.js';
import { inPathOrder } from './entry-digest.js';
import { checkFiles, checkPaths, checkSizes } from './check-files.js';
import { kubernetesEntry } from './kubernetes/kubernetes-entry.js';
import { MAX_PROBLEMS } from './limits.js';
import { mesosEntry } from './mesos/mesos-entry.js';
import { readDocuments } from './source/read-documents.js';
import { pluginEntry, pluginManifestFile } from './plugin/plugin-entry.js';
import { swarmEntry } from './swarm/swarm-entry.js';
import type { SourceDocument } from './source/source-document.js';

export interface ParseOptions {
  /** Refuses entries of any other division. */
  readonly division?: Division;
}

/** Reads the files of an entry: the entry with its warnings, or every problem at once. Whatever the files hold, it does not throw. */
export function parseEntry(files: readonly EntryFile[], options: ParseOptions = {}): Outcome<Entry> {
  const outcome = parse(inPathOrder(files), options);
  return outcome.ok ? outcome : refused(inReadingOrder(outcome.problems));
}

function parse(files: readonly EntryFile[], options: ParseOptions): Outcome<Entry> {
  const plugin = pluginManifestFile(files);
  if (plugin !== undefined) return parsePlugin(files, plugin, options);
  const { manifests, problems: fileProblems } = checkFiles(files);
  const problems: Problem[] = [...fileProblems];
  if (problems.some((problem) => problem.severity === 'error')) return refused(problems);
  const documents: SourceDocument[] = [];
  for (const file of manifests) {
    const read = readDocuments(file);
    documents.push(...read.documents);
    problems.push(...read.problems);
  }
  // Without a single readable document the syntax is all there is to tell.
  if (documents.length === 0 && problems.some((problem) => problem.severity === 'error')) return refused(problems);
  const detected = detectDivision(files, documents, options.division);
  if (detected.problems.length > 0) return refused([...problems, ...detected.problems]);
  switch (detected.division) {
    case 'swarm':
      return swarmEntry(files, documents, problems);
    case 'mesos':
      return mesosEntry(files, documents, problems);
    default:
      return kubernetesEntry(files, documents, problems);
  }
}

/** A plugin's folder may hold any text: only its manifest, and what that names, is read. */
function parsePlugin(files: readonly EntryFile[], manifest: EntryFile, { division }: ParseOptions): Outcome<Entry> {
  const problems = [...checkSizes(files), ...checkPaths(files)];
  if (problems.length > 0) return refused(problems);
  if (division !== undefined && division !== 'scheduler') return refused([wrongDivision(manifest, division)]);
  return pluginEntry(files, manifest);
}

const wrongDivision = ({ path }: EntryFile, wanted: Division): Problem => ({
  code: 'wrong-division',
  severity: 'error',
  message: `the entry is of the division scheduler, not ${wanted}`,
  file: path,
  line: 1,
  column: 1,
});

/** By file and place, each once, and not more than anyone reads. */
function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  const once = problems.filter((problem) => {
    const key = JSON.stringify(problem);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  const sorted = once.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
  if (sorted.length <= MAX_PROBLEMS) return sorted;
  const last = sorted[MAX_PROBLEMS] as Problem;
  const more: Problem = {
    ...last,
    code: 'too-many-problems',
    message: `${sorted.length - MAX_PROBLEMS} more problems are not shown`,
    hint: 'repair these first',
  };
  return [...sorted.slice(0, MAX_PROBLEMS), more];
}
