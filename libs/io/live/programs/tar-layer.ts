import { readdirSync, readFileSync, statSync } from 'node:fs';

const BLOCK = 512;

/** A tar archive of these files and folders of this container, as an image layer holds them: every folder on the way is in it. */
export function tarOfPaths(paths: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  const folders = new Set<string>();
  for (const path of [...paths].sort()) {
    const steps = path.split('/').slice(1, -1);
    steps.forEach((_, index) => {
      const folder = steps.slice(0, index + 1).join('/');
      if (!folders.has(folder)) parts.push(header(`${folder}/`, 0, 0o755, '5'));
      folders.add(folder);
    });
    add(parts, path);
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** A tar archive of one file with that many bytes that do not compress. */
export function tarOfBytes(name: string, size: number, salt: string): Buffer {
  const content = Buffer.alloc(Math.max(1, size));
  // Pseudo-random by a linear congruence, the same on every call.
  let state = [...salt].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7);
  for (let at = 0; at + 4 <= content.length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    content.writeUInt32LE(state, at);
  }
  return Buffer.concat([header(name, content.length, 0o644, '0'), content, padding(content.length), Buffer.alloc(2 * BLOCK)]);
}

function add(parts: Buffer[], path: string): void {
  const info = statSync(path);
  const name = path.slice(1);
  if (info.isDirectory()) {
    parts.push(header(`${name}/`, 0, info.mode & 0o7777, '5'));
    for (const child of readdirSync(path).sort()) add(parts, `${path}/${child}`);
    return;
  }
  const content = readFileSync(path);
  parts.push(header(name, content.length, info.mode & 0o7777, '0'), content, padding(content.length));
}

const padding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** The ustar header of one member. */
function header(name: string, size: number, mode: number, type: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(name.slice(-100), 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\u000000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
