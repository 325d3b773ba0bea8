// Makes main.js of main.ts, beside it, by taking the types out: what Node.js itself does with TypeScript from version 22 on.
const { readdirSync, readFileSync, statSync, writeFileSync, existsSync } = require('node:fs');
const { join } = require('node:path');
const { transformSync } = require(process.env.REGATTA_STRIPPER ?? '/regatta/node_modules/@swc/wasm-typescript');

function strip(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) strip(path);
    else if (/\.[cm]?ts$/.test(name) && !/\.d\.[cm]?ts$/.test(name)) {
      const target = path.replace(/ts$/, 'js');
      if (!existsSync(target)) writeFileSync(target, transformSync(readFileSync(path, 'utf8'), { mode: 'strip-only', filename: name }).code);
    }
  }
}

try {
  strip(process.argv[2]);
} catch (error) {
  process.stderr.write(`TypeScript: ${String((error && error.message) || error)}\n`);
  process.exit(1);
}
