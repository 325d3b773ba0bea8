import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import type { EntryFile } from '../entry.js';
import { problemAt, shown, type SourceDocument } from '../source/source-document.js';

const INTERPRETERS: Readonly<Record<string, readonly string[]>> = { node: ['node'], python: ['python3', 'python'], extender: ['node', 'python3', 'python'] };
const MODULE = /\.wasm$/;
const SOURCE = /\.(js|mjs|cjs|ts|mts|cts|py)$/;

/** Whether the sandbox has what the command starts: an interpreter of the runtime and the file that it is given, or a module. */
export function checkCommand(
  document: SourceDocument,
  { runtime, command }: { readonly runtime: string; readonly command: readonly string[] },
  files: readonly EntryFile[],
  root: string,
): readonly Problem[] {
  if (runtime === 'wasm') return checkModule(document, command[0] ?? '', files, root);
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
  return [...problems, missing(document, index, script, meant)];
}

function checkModule(document: SourceDocument, program: string, files: readonly EntryFile[], root: string): readonly Problem[] {
  const modules = files.filter((file) => file.encoding !== undefined).map((file) => file.path.slice(root.length));
  if (modules.includes(program.replace(/^\.\//, ''))) return [];
  if (MODULE.test(program)) return [missing(document, 0, program, nearest(program, modules))];
  return [
    problemAt(document, ['command', 0], {
      code: 'value-not-allowed',
      message: `the runtime wasm cannot start \`${shown(program)}\``,
      hint: 'begin the command with the path of a WebAssembly module, such as `main.wasm`',
    }),
  ];
}

function missing(document: SourceDocument, index: number, path: string, meant: string | undefined): Problem {
  const hint = meant === undefined ? 'paths begin at the folder of `regatta.yaml`' : `did you mean \`${meant}\`?`;
  return problemAt(document, ['command', index], { code: 'missing-file', message: `there is no file \`${shown(path)}\` in the entry`, hint });
}
