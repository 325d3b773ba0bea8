import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';

/** Runs every benchmark of tools/bench (or those named), one after the other, each in a process of its own. They print ratios; docs/benchmarks.md says how to read them. */
export async function bench(args: readonly string[], root: string): Promise<number> {
  const folder = join(root, 'dist', 'tools', 'bench');
  const all = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.js'))
        .map((file) => basename(file, '.js'))
    : [];
  const unknown = args.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    console.error(`regatta bench: no benchmark named ${unknown.join(', ')}; there are: ${all.join(', ')}`);
    return 2;
  }
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
  let failed = 0;
  for (const name of all.filter((one) => args.length === 0 || args.includes(one))) {
    console.log(`\n# ${name}`);
    const child = spawn('node', ['--expose-gc', join(folder, `${name}.js`)], { cwd: root, stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) failed += 1;
  }
  return failed === 0 ? 0 : 1;
}
