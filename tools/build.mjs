// Compiles every TypeScript file of apps/, libs/ and tools/ to dist/ with swc. Types are checked by `npm run check`.
import { transformFile } from '@swc/core';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const roots = ['apps', 'libs', 'tools'];

async function* sources(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && path !== join('apps', 'web') && path !== join('tools', 'canary')) yield* sources(path);
    else if (path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.endsWith('.d.ts')) yield path;
  }
}

async function compile(path) {
  const out = join('dist', path.replace(/\.ts$/, '.js'));
  const { code, map } = await transformFile(path);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${code}\n//# sourceMappingURL=${out.split('/').pop()}.map\n`);
  if (map) await writeFile(`${out}.map`, map);
}

await Promise.all(roots.map((root) => rm(join('dist', root), { recursive: true, force: true })));
const started = Date.now();
let count = 0;
for (const root of roots) {
  for await (const path of sources(root)) {
    await compile(path);
    count += 1;
  }
}
// Programs in C are compiled where they are needed.
await cp('libs/io/live/native', 'dist/libs/io/live/native', { recursive: true });
console.log(`built ${count} files in ${Date.now() - started} ms`);
