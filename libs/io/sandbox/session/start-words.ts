import type { PluginEntry } from '#core/entry';
import { join } from 'node:path';

/** The words that start an entry: its own command, behind what starts that where it cannot start by itself. `programs`: where those lie. */
export function startWords({ runtime, interpreter, command, extenders }: PluginEntry, programs: string): readonly string[] {
  if (runtime === 'wasm') return ['node', join(programs, 'run-module.mjs'), ...command];
  if (runtime !== 'extender') return command;
  const shim = interpreter === 'node' ? ['node', join(programs, 'extender-shim.mjs')] : ['python3', join(programs, 'extender-shim.py')];
  return [...shim, extenders[0]?.urlPrefix ?? '', ...command];
}
