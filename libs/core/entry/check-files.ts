import type { Problem } from '#core/problem';
import type { EntryFile } from './entry.js';
import { MAX_ENTRY_CHARACTERS, MAX_FILES } from './limits.js';
import type { EntryProblemCode } from './problem-codes.js';

const MANIFEST = /\.(ya?ml|json)$/i;
/** What repositories have beside their manifests. */
const EXPECTED = /(^|\/)(readme|license|licence|notice|changelog|makefile|\.[^/]+)(\.[a-z]+)?$|\.(md|txt)$/i;
/** Base64 writes three bytes with four characters. */
const BYTES_PER_DIGIT = 3 / 4;
const TEMPLATES = /(^|\/)(chart\.ya?ml|kustomization\.ya?ml|kustomization)$/i;

const whole = (file: string, code: EntryProblemCode, message: string, hint?: string, severity: Problem['severity'] = 'error'): Problem => ({
  code,
  severity,
  message,
  ...(hint === undefined ? {} : { hint }),
  file,
  line: 1,
  column: 1,
});

/** More than is read; nothing else is worth saying then. */
export function checkSizes(files: readonly EntryFile[]): readonly Problem[] {
  const name = files[0]?.path ?? 'entry';
  const size = files.reduce((sum, file) => sum + (file.encoding === undefined ? file.text.length : Math.floor(file.text.length * BYTES_PER_DIGIT)), 0);
  if (files.length > MAX_FILES) return [whole(name, 'too-many-files', `${files.length} files; at most ${MAX_FILES} are read`)];
  if (size > MAX_ENTRY_CHARACTERS) return [whole(name, 'entry-too-large', `${size} characters in all; at most ${MAX_ENTRY_CHARACTERS} are read`)];
  return [];
}

export function checkPaths(files: readonly EntryFile[]): readonly Problem[] {
  const paths = new Set<string>();
  return files.flatMap(({ path }) => {
    if (paths.has(path)) return [whole(path, 'duplicate-file', 'a second file with this path')];
    paths.add(path);
    return [];
  });
}

/** What can be said of the files before any of them is read, and which of them are manifests. */
export function checkFiles(files: readonly EntryFile[]): { readonly manifests: readonly EntryFile[]; readonly problems: readonly Problem[] } {
  const sizes = checkSizes(files);
  if (sizes.length > 0) return { manifests: [], problems: sizes };
  const name = files[0]?.path ?? 'entry';
  const manifests = files.filter((file) => file.encoding === undefined && (MANIFEST.test(file.path) || files.length === 1));
  const problems: Problem[] = [...checkPaths(files)];
  for (const { path } of files) {
    if (TEMPLATES.test(path))
      problems.push(whole(path, 'template-not-rendered', 'templates are not rendered here', 'hand in what `helm template` or `kubectl kustomize` prints'));
    else if (!MANIFEST.test(path) && !EXPECTED.test(path) && files.length > 1)
      problems.push(whole(path, 'file-not-read', 'only .yaml, .yml and .json files are read', undefined, 'warning'));
  }
  if (!manifests.some((file) => file.text.trim() !== '')) problems.push(whole(manifests[0]?.path ?? name, 'empty-entry', emptyMessage(manifests.length)));
  return { manifests, problems };
}

const emptyMessage = (count: number): string =>
  count === 0 ? 'there is no .yaml, .yml or .json file' : count === 1 ? 'the file is empty' : 'all files are empty';
