// Makes main.js of main.ts, beside it, by taking the types out: what Node.js itself does with TypeScript from version 22 on.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , folder, stripper = '/regatta/node_modules/@swc/wasm-typescript/wasm.js'] = process.argv;
const { transformSync } = await import(stripper);

function strip(path) {
  if (statSync(path).isDirectory()) for (const name of readdirSync(path)) strip(join(path, name));
  else if (/\.[cm]?ts$/.test(path) && !/\.d\.[cm]?ts$/.test(path)) {
    const target = path.replace(/ts$/, 'js');
    if (!existsSync(target)) writeFileSync(target, transformSync(readFileSync(path, 'utf8'), { mode: 'strip-only', filename: path }).code);
  }
}

try {
  strip(folder);
} catch (error) {
  process.stderr.write(`TypeScript: ${String(error?.message ?? error)}\n`);
  process.exit(1);
}
