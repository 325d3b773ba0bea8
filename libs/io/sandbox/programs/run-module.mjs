// Runs a WebAssembly module by WASI preview 1 on the standard streams, in the folder it was handed in with. Nothing here may touch
// `process.stdin` or `process.stdout`: Node.js would set them non-blocking, and a module reads and writes as if nothing else ran.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [, , path, ...args] = process.argv;
const wasi = new WASI({
  version: 'preview1',
  args: [path, ...args],
  env: { LANG: 'C.UTF-8', TZ: 'UTC' },
  preopens: { '/': process.cwd() },
  returnOnExit: true,
});

// The same dice every time, as Python's hash seed is: languages seed their hash tables with it, and whoever iterates over one would
// otherwise decide anew in every run.
let state = 0x9e3779b9;
const imports = wasi.getImportObject();
imports.wasi_snapshot_preview1.random_get = (pointer, length) => {
  const bytes = new Uint8Array(instance.exports.memory.buffer, pointer, length);
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return 0;
};

let instance;
try {
  instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), imports);
  process.exitCode = wasi.start(instance);
} catch (error) {
  process.stderr.write(`${path}: ${String(error?.stack ?? error)}\n`);
  process.exitCode = 1;
}
