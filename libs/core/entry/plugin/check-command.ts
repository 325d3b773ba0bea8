import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import type { EntryFile } from '../entry.js';
import { problemAt, shown, type SourceDocument } from '../source/source-document.js';

const INTERPRETERS: Readonly<Record<string, readonly string[]>> = { node: ['node'], python: ['python3', 'python'], extender: ['node', 'python3', 'python'] };
const SOURCE = /\.(js|mjs|cjs|ts|mts|cts|py)$/;

/** Whether the sandbox has what the command starts: an interpreter of the runtime, and the file that it is given. */
export function checkCommand(
  document: SourceDocument,
  { runtime, command }: { readonly runtime: string; readonly command: readonly string[] },
  files: readonly EntryFile[],
  root: string,
): readonly Problem[] {
  const problems: Problem[] = [];
  const known = INTERPRETERS[runtime] ?? [];
  const [program = ''] = command;
  if (!known.includes(program))
    problems.push(
      problemAt(document, ['command', 0], {
        code: 'value-not-allowed',
        message: `the runtime ${runtime} cannot start \`${shown(program)}\``,
        hint: `begin the command with ${known.map((name) => `\`${name}\``).join(' or ')}`,
      }),
    );
  const index = command.findIndex((word, at) => at > 0 && SOURCE.test(word));
  const script = command[index];
  if (script === undefined) return problems;
  const paths = files.map((file) => file.path.slice(root.length));
  const isThere = (path: string) => paths.includes(path.replace(/^\.\//, ''));
  // A TypeScript file is there as JavaScript too.
  if (isThere(script) || isThere(script.replace(/js$/, 'ts'))) return problems;
  const meant = nearest(
    script,
    paths.filter((path) => SOURCE.test(path)),
  );
  const hint = meant === undefined ? 'paths begin at the folder of `regatta.yaml`' : `did you mean \`${meant}\`?`;
  return [...problems, problemAt(document, ['command', index], { code: 'missing-file', message: `there is no file \`${shown(script)}\` in the entry`, hint })];
}
