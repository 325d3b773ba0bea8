import type Docker from 'dockerode';
import { LABEL } from '../engine/labels.js';
import { isOver } from '../engine/owner-process.js';
import { removeContainer } from '../engine/remove-container.js';
import { within } from '../engine/within.js';
import { reapPipes } from '../pipes/pipe-folder.js';

const ASK_MS = 20_000;
/** Older than any sandbox may get, warm or at work. */
const OLDEST_MS = 60 * 60 * 1000;

/** Takes away what a judge of this name left behind when it died, what any process of this host did, and what is older than any sandbox gets. Gives the number. */
export async function reapSandboxes(engine: Docker, owner: string, nowMs: number): Promise<number> {
  const found = await within(ASK_MS, 'list containers', engine.listContainers({ all: true, filters: { label: [LABEL.owner] } }));
  const stale = found.filter(
    ({ Labels }) =>
      Labels[LABEL.owner] === owner || isOver(Labels[LABEL.process] ?? '', Labels[LABEL.host] ?? '') || nowMs - Number(Labels[LABEL.born] ?? 0) > OLDEST_MS,
  );
  for (const { Id } of stale) await removeContainer(engine.getContainer(Id));
  await reapPipes(owner, nowMs, OLDEST_MS);
  return stale.length;
}
