import type Docker from 'dockerode';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reap as reapClusters, type Reaped, type ReapOptions } from '../cluster/reaper.js';
import { LABEL } from '../engine/labels.js';
import { isMeasuring } from './measure-lock.js';
import { lowerWeights } from './raise-weight.js';

/** No compiler takes that long. */
const STALE_MS = 3_600_000;
const NAMELESS_MS = 600_000;

/** All that judges which are dead left: their clusters on the engine, weight that they raised, folders that they compiled in, images without a name. */
export async function reap(engine: Docker, options: ReapOptions = {}): Promise<Reaped> {
  const reaped = await reapClusters(engine, options);
  if (!(await isMeasuring(engine))) lowerWeights();
  removeStaleFolders();
  await removeNameless(engine);
  return reaped;
}

/** Images that two judges made at the same moment: the name went to the second. One that is in use stays, or that may be about to get its name. */
async function removeNameless(engine: Docker): Promise<void> {
  const nameless = await engine.listImages({ filters: { dangling: ['true'], label: [LABEL.image] } });
  const old = nameless.filter(({ Created }) => Date.now() - Created * 1000 > NAMELESS_MS);
  await Promise.all(old.map(({ Id }) => engine.getImage(Id).remove().catch(ignoreConflict)));
}

function ignoreConflict(error: unknown): void {
  const { statusCode } = error as { readonly statusCode?: number };
  if (statusCode !== 404 && statusCode !== 409) throw error;
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
