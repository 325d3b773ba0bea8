import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxFault } from '../engine/sandbox-fault.js';
import { hostFile, type ImageFile } from './image-file.js';

/** A program of this host with the libraries its loader asks for, each under the path by which it is asked for. */
export function withLibraries(program: string, at = program): readonly ImageFile[] {
  return [hostFile(at, realpathSync(program), 0o755), ...librariesOf(program).map((library) => hostFile(library, realpathSync(library), 0o755))];
}

function librariesOf(file: string): readonly string[] {
  let text: string;
  try {
    text = execFileSync('ldd', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return []; // Linked statically.
  }
  return text.split('\n').flatMap((line) => /(?:=>\s+)?(\/\S+)\s+\(/.exec(line)?.[1] ?? []);
}

/** `sh`, `dd` and `tar`: Debian has them always. */
export function boxTools(): readonly ImageFile[] {
  return ['sh', 'dd', 'tar'].flatMap((name) => {
    const found = [`/bin/${name}`, `/usr/bin/${name}`].find((path) => existsSync(path));
    if (found === undefined) throw new SandboxFault('image-missing', `this host has no ${name}, which the runtime images need`, false);
    return withLibraries(found, `/bin/${name}`);
  });
}

interface PythonFacts {
  readonly program: string;
  readonly version: string;
  readonly stdlib: string;
  readonly dynload: string;
}

/** The system's Python, else the one on the path; null where there is none of 3.9 or later. */
export function findPython(): PythonFacts | null {
  const ask =
    'import sys,sysconfig,json,os;print(json.dumps([os.path.realpath(sys.executable),"%d.%d"%sys.version_info[:2],sysconfig.get_path("stdlib"),sysconfig.get_config_var("DESTSHARED")]))';
  for (const python of ['/usr/bin/python3', '/usr/local/bin/python3', 'python3']) {
    try {
      const text = execFileSync(python, ['-I', '-c', ask], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      const [program, version, stdlib, dynload] = JSON.parse(text) as [string, string, string, string];
      if (Number(version.split('.')[1]) >= 9) return { program, version, stdlib, dynload: existsSync(dynload) ? dynload : join(stdlib, 'lib-dynload') };
    } catch {
      continue;
    }
  }
  return null;
}

const LEFT_OUT = new Set([
  'test',
  'tests',
  'idlelib',
  'lib2to3',
  'tkinter',
  'turtledemo',
  'ensurepip',
  'distutils',
  'site-packages',
  'dist-packages',
  'pydoc_data',
]);
const LEFT_OUT_NAME = /^config-|\.a$|\.opt-\d\.pyc$/;

export function pythonFiles({ program, stdlib, dynload }: PythonFacts): readonly ImageFile[] {
  const files = [...withLibraries(program), ...folderFiles(stdlib)];
  const libraries = existsSync(dynload)
    ? readdirSync(dynload)
        .filter((name) => name.endsWith('.so') && !name.includes('_test'))
        .flatMap((name) => withLibraries(join(dynload, name)))
    : [];
  const link: ImageFile[] = program === '/usr/bin/python3' ? [] : [{ path: '/usr/bin/python3', kind: 'link', to: program }];
  return [...files, ...libraries, ...link, { path: '/usr/bin/python', kind: 'link', to: program }];
}

/** Compiled modules say how old their source is: times are kept, or every start would compile anew. */
function folderFiles(folder: string, at = folder): readonly ImageFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((member): readonly ImageFile[] => {
    if (LEFT_OUT.has(member.name) || LEFT_OUT_NAME.test(member.name)) return [];
    const from = join(folder, member.name);
    const status = statSync(from, { throwIfNoEntry: false });
    if (status === undefined) return [];
    if (status.isDirectory()) return folderFiles(from, join(at, member.name));
    return status.isFile() ? [hostFile(join(at, member.name), from, 0o644, status.mtime)] : [];
  });
}
