import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';

/** A file of an image: where it lies in it, and where on the host or with what content. */
export type ImageFile = { readonly path: string; readonly mode: number } & (
  | { readonly from: string }
  | { readonly content: string }
  /** Made only when it is needed; `follows` changes whenever the content would. */
  | { readonly follows: string; readonly make: () => Promise<Buffer> }
  | { readonly linkTo: string }
  | { readonly folder: true }
);

/** A program of the host with every library that its loader would ask for, each under the path by which it is asked for. */
export function programClosure(program: string, at = program): readonly ImageFile[] {
  const files: ImageFile[] = [{ path: at, from: realpathSync(program), mode: 0o755 }];
  for (const library of librariesOf(program)) files.push({ path: library, from: realpathSync(library), mode: 0o755 });
  return files;
}

export function librariesOf(file: string): readonly string[] {
  let text = '';
  try {
    text = execFileSync('ldd', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return []; // Linked statically.
  }
  return text
    .split('\n')
    .map((line) => /(?:=>\s+)?(\/\S+)\s+\(/.exec(line)?.[1])
    .filter((path): path is string => path !== undefined && existsSync(path));
}

/** Where a program is on this host; null where it is not. */
export function findProgram(name: string, ...more: readonly string[]): string | null {
  const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return [...more, ...folders.map((folder) => `${folder}/${name}`)].find((path) => existsSync(path)) ?? null;
}
