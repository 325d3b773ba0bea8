import type Docker from 'dockerode';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { LABEL } from '../engine/labels.js';
import { SandboxFault } from '../engine/sandbox-fault.js';
import { within } from '../engine/within.js';
import { boxTools, findPython, pythonFiles, withLibraries } from './host-programs.js';
import { contentTag, hostFile, type ImageFile, packed, wholeTree } from './image-file.js';

export type Interpreter = 'node' | 'python';

export interface RuntimeImage {
  readonly interpreter: Interpreter;
  /** `regatta/runtime-node:0123456789abcdef`: the tag is the content. */
  readonly name: string;
  /** What containers are made of: the engine's digest of it, which no one can move. */
  readonly id: string;
}

const IMPORT_MS = 120_000;
/** An engine that takes in another image meanwhile tells late. */
const ASK_MS = 60_000;
const ENVIRONMENT = ['PATH=/usr/local/bin:/usr/bin:/bin', 'HOME=/box', 'LANG=C.UTF-8', 'TZ=UTC'];
const OF_INTERPRETER: Readonly<Record<Interpreter, readonly string[]>> = {
  node: ['NODE_NO_WARNINGS=1'],
  // Iteration over sets and dicts of strings is the same every time.
  python: ['PYTHONHASHSEED=0', 'PYTHONDONTWRITEBYTECODE=1', 'PYTHONUNBUFFERED=1', 'PYTHONPATH=/regatta/python', 'PYTHONNOUSERSITE=1'],
};

/** The image of this host's interpreter and this Regatta's SDK: found by its content, or made now. No registry is asked. */
export async function runtimeImage(engine: Docker, interpreter: Interpreter): Promise<RuntimeImage> {
  const { files, changes, tag } = contents(interpreter);
  const repository = `regatta/runtime-${interpreter}`;
  const name = `${repository}:${tag}`;
  const known = await imageId(engine, name);
  if (known !== null) return { interpreter, name, id: known };
  const answer = await within(
    IMPORT_MS,
    'import an image',
    engine.importImage(
      Readable.from([await packed(files)]) as unknown as NodeJS.ReadableStream,
      { repo: repository, tag, changes: [...changes] } as unknown as object,
    ),
  );
  await within(IMPORT_MS, 'import an image', drain(answer));
  const id = await imageId(engine, name);
  if (id === null) throw new SandboxFault('image-missing', `the engine took the image ${name} and does not have it`, true);
  return { interpreter, name, id };
}

/** Whether it is there already, without making it. */
export async function findRuntimeImage(engine: Docker, interpreter: Interpreter): Promise<RuntimeImage | null> {
  const name = `regatta/runtime-${interpreter}:${contents(interpreter).tag}`;
  const id = await imageId(engine, name);
  return id === null ? null : { interpreter, name, id };
}

const made = new Map<Interpreter, { readonly files: readonly ImageFile[]; readonly changes: readonly string[]; readonly tag: string }>();

function contents(interpreter: Interpreter) {
  const known = made.get(interpreter);
  if (known !== undefined) return known;
  const files = wholeTree([...skeleton(), ...boxTools(), ...(interpreter === 'node' ? nodeFiles() : pythonRuntimeFiles())]);
  const environment = [...ENVIRONMENT, ...OF_INTERPRETER[interpreter]].map((pair) => `ENV ${pair}`);
  const changes = [`LABEL ${LABEL.image}=${interpreter}`, ...environment, 'WORKDIR /box'];
  const result = { files, changes, tag: contentTag(files, changes) };
  made.set(interpreter, result);
  return result;
}

function skeleton(): readonly ImageFile[] {
  const file = (path: string, content: string): ImageFile => ({ path, kind: 'file', mode: 0o644, content });
  return [
    file('/etc/passwd', 'root:x:0:0::/:/none\n'),
    file('/etc/group', 'root:x:0:\n'),
    file('/etc/hosts', '127.0.0.1 localhost\n::1 localhost\n'),
    file('/etc/nsswitch.conf', 'hosts: files\n'),
    ...['/dev', '/proc', '/sys'].map((path): ImageFile => ({ path, kind: 'folder', mode: 0o755 })),
    // A tmpfs takes the rights of the folder it is mounted over, whatever its own options say.
    { path: '/box', kind: 'folder', mode: 0o1777 },
    { path: '/tmp', kind: 'link', to: '/box' },
    program('open.sh'),
  ];
}

const program = (name: string): ImageFile => hostFile(`/regatta/${name}`, join(repositoryRoot(), 'libs/io/sandbox/programs', name), 0o644);

function nodeFiles(): readonly ImageFile[] {
  const stripper = dirname(require.resolve('@swc/wasm-typescript/package.json'));
  return [
    ...withLibraries(process.execPath, '/usr/bin/node'),
    ...['package.json', 'wasm.js'].map((name) => hostFile(`/regatta/node_modules/@swc/wasm-typescript/${name}`, join(stripper, name), 0o644)),
    program('strip-types.mjs'),
    program('run-module.mjs'),
    program('extender-shim.mjs'),
    ...treeOf(join(repositoryRoot(), 'sdk/javascript'), '/node_modules/regatta'),
  ];
}

function pythonRuntimeFiles(): readonly ImageFile[] {
  const python = findPython();
  if (python === null) throw new SandboxFault('image-missing', 'this host has no Python 3.9 or later, of which the runtime image is made', false);
  return [...pythonFiles(python), program('extender-shim.py'), ...treeOf(join(repositoryRoot(), 'sdk/python/regatta'), '/regatta/python/regatta')];
}

function treeOf(folder: string, at: string): readonly ImageFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name !== '__pycache__' && name !== 'node_modules' && name !== 'test' && !/\.(test|spec)\./.test(name))
    .flatMap((name) =>
      statSync(join(folder, name)).isDirectory() ? treeOf(join(folder, name), `${at}/${name}`) : [hostFile(`${at}/${name}`, join(folder, name), 0o644)],
    );
}

/** What contestants program against. */
export const sdkFolder = (): string => join(repositoryRoot(), 'sdk');

/** Where this Regatta lies, compiled or not. */
export function repositoryRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'regatta') return folder;
  }
  throw new Error('not inside of Regatta');
}

async function imageId(engine: Docker, name: string): Promise<string | null> {
  try {
    return (await within(ASK_MS, 'describe an image', engine.getImage(name).inspect())).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return null;
    throw error;
  }
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
