import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import { quantityValue } from '#core/units';
import type { EntryFile, Extender, KubernetesEntry, PluginEntry } from '../entry.js';
import { entryDigest } from '../entry-digest.js';
import { kubernetesEntry } from '../kubernetes/kubernetes-entry.js';
import { checkShape } from '../shape/check-shape.js';
import { readDocuments } from '../source/read-documents.js';
import { problemAt, type SourceDocument } from '../source/source-document.js';
import { checkCommand } from './check-command.js';
import { MEMORY_BYTES_DEFAULT, pluginManifest, PROCESSES_DEFAULT } from './plugin-manifest.js';

interface Manifest {
  readonly runtime: PluginEntry['runtime'];
  readonly command: readonly string[];
  readonly limits?: { readonly memory?: string; readonly processes?: number };
  readonly workloads?: string;
  readonly extenders?: readonly Extender[];
}

/** The file that makes an entry a scheduler plugin: `regatta.yaml` beside everything else, or in the one folder that holds it all. */
export function pluginManifestFile(files: readonly EntryFile[]): EntryFile | undefined {
  const manifest = files.find((file) => /^regatta\.ya?ml$/.test(file.path)) ?? inTheOneFolder(files);
  return manifest !== undefined && isPlugin(manifest) ? manifest : undefined;
}

function inTheOneFolder(files: readonly EntryFile[]): EntryFile | undefined {
  const folder = `${files[0]?.path.split('/')[0]}/`;
  const nested = files.find((file) => /^[^/]+\/regatta\.ya?ml$/.test(file.path));
  return files.every((file) => file.path.startsWith(folder)) ? nested : undefined;
}

/** Somebody may call a Kubernetes manifest so; a plugin's that cannot be read is still the plugin's. */
function isPlugin(file: EntryFile): boolean {
  const data = readDocuments(file).documents[0]?.data as { readonly kind?: unknown; readonly services?: unknown } | undefined;
  return data === undefined || ((data.kind === undefined || data.kind === 'SchedulerPlugin') && data.services === undefined);
}

/** Files with a plugin's manifest as an entry, or everything that is wrong with them. What the other files hold is the plugin's own affair. */
export function pluginEntry(files: readonly EntryFile[], manifestFile: EntryFile): Outcome<PluginEntry> {
  const read = readDocuments(manifestFile);
  const problems: Problem[] = [...read.problems];
  const [document, second] = read.documents;
  if (document === undefined) return refused(problems.length > 0 ? problems : [emptyManifest(manifestFile)]);
  if (second !== undefined) problems.push(problemAt(second, [], { code: 'duplicate-object', message: 'a plugin has one manifest, and this is a second' }));
  const data = checkShape(document, document.data, pluginManifest, problems) as Manifest | undefined;
  if (data === undefined || problems.some(isError)) return refused(problems);

  const root = manifestFile.path.slice(0, manifestFile.path.lastIndexOf('/') + 1);
  problems.push(...checkCommand(document, data, files, root));
  problems.push(...checkExtenders(document, data));
  const workloads = data.workloads === undefined ? null : readWorkloads(document, data, files, `${root}${data.workloads}`.replace(/\/+$/, ''), problems);
  if (problems.some(isError)) return refused(problems);
  const entry: PluginEntry = {
    division: 'scheduler',
    digest: entryDigest(files),
    files,
    root,
    runtime: data.runtime,
    interpreter: (data.command[0] ?? '').startsWith('python') ? 'python' : 'node',
    command: data.command,
    limits: {
      memoryBytes: quantityValue(data.limits?.memory ?? '') ?? MEMORY_BYTES_DEFAULT,
      processes: data.limits?.processes ?? PROCESSES_DEFAULT,
    },
    workloads,
    extenders: data.extenders ?? [],
  };
  return accepted(entry, problems);
}

const isError = (problem: Problem): boolean => problem.severity === 'error';

function checkExtenders(document: SourceDocument, data: Manifest): readonly Problem[] {
  const isExtender = data.runtime === 'extender';
  const count = data.extenders?.length ?? 0;
  if (isExtender && count === 0)
    return [
      problemAt(document, ['runtime'], {
        code: 'missing-field',
        message: '`extenders` is required with `runtime: extender`',
        hint: 'copy `extenders` from your KubeSchedulerConfiguration',
      }),
    ];
  if (!isExtender && count > 0)
    return [problemAt(document, ['extenders'], { code: 'exclusive-fields', message: '`extenders` are called with `runtime: extender` only' }, 'key')];
  return [];
}

const MANIFEST = /\.(ya?ml|json)$/i;

function readWorkloads(document: SourceDocument, data: Manifest, files: readonly EntryFile[], path: string, problems: Problem[]): KubernetesEntry | null {
  const own = files.filter((file) => file.path === path || (file.path.startsWith(`${path}/`) && MANIFEST.test(file.path)));
  if (own.length === 0) {
    problems.push(
      problemAt(document, ['workloads'], { code: 'empty-entry', message: `there is no manifest at \`${path}\``, hint: 'name a folder or file of the entry' }),
    );
    return null;
  }
  const read = own.map((file) => readDocuments(file));
  const before = read.flatMap((one) => one.problems);
  const outcome = kubernetesEntry(
    own,
    read.flatMap((one) => one.documents),
    before,
  );
  problems.push(...(outcome.ok ? outcome.warnings : outcome.problems));
  if (!outcome.ok) return null;
  if (outcome.value.schedulerConfiguration !== null && data.runtime !== 'extender')
    problems.push(
      problemAt(document, ['workloads'], {
        code: 'exclusive-fields',
        message: 'the manifests configure a scheduler, and the plugin takes its place',
        hint: 'remove the KubeSchedulerConfiguration',
      }),
    );
  return outcome.value;
}

const emptyManifest = ({ path }: EntryFile): Problem => ({
  code: 'empty-entry',
  severity: 'error',
  message: 'the manifest of the plugin is empty',
  hint: 'it needs `runtime` and `command`',
  file: path,
  line: 1,
  column: 1,
});
