import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageFile } from './file-closure.js';

/** Where the programs lie in every image. */
export const PROGRAMS = '/regatta';

/** What runs inside sandbox clusters, as JavaScript: compiled already where this is, or compiled now. */
export async function programFiles(): Promise<readonly ImageFile[]> {
  const folder = join(__dirname, '..', 'programs');
  const names = readdirSync(folder).filter((name) => /^[a-z-]+\.(ts|js)$/.test(name));
  return Promise.all(
    names.map(async (name) => ({
      path: `${PROGRAMS}/${name.replace(/ts$/, 'js')}`,
      mode: 0o644,
      content: await javascriptOf(readFileSync(join(folder, name), 'utf8'), name),
    })),
  );
}

async function javascriptOf(text: string, name: string): Promise<string> {
  if (name.endsWith('.js')) return text.replace(/\n\/\/# sourceMappingURL=.*\n$/, '\n');
  const { transform } = await import('@swc/core');
  const options = { swcrc: false, jsc: { parser: { syntax: 'typescript' as const }, target: 'es2022' as const }, module: { type: 'commonjs' as const } };
  return (await transform(text, options)).code;
}
