import type Docker from 'dockerode';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reap as reapClusters, type Reaped, type ReapOptions } from '../cluster/reaper.js';
import { isMeasuring } from './measure-lock.js';
import { lowerWeights } from './raise-weight.js';

/** No compiler takes that long. */
const STALE_MS = 3_600_000;

/** All that judges which are dead left: their clusters on the engine, weight that they raised, and folders that they compiled in. */
export async function reap(engine: Docker, options: ReapOptions = {}): Promise<Reaped> {
  const reaped = await reapClusters(engine, options);
  if (!(await isMeasuring(engine))) lowerWeights();
  removeStaleFolders();
  return reaped;
}

export function removeStaleFolders(folder = tmpdir(), nowMs = Date.now()): void {
  for (const name of readdirSync(folder).filter((one) => one.startsWith('regatta-workload-'))) {
    const path = join(folder, name);
    try {
      if (nowMs - statSync(path).mtimeMs > STALE_MS) rmSync(path, { recursive: true, force: true });
    } catch {
      // Somebody else's, or gone already.
    }
  }
}
