import type Docker from 'dockerode';
import { setTimeout as sleep } from 'node:timers/promises';
import { isGone, within } from './within.js';

const ASK_MS = 20_000;
const TRIES = 5;
const BETWEEN_TRIES_MS = 1000;

/** An engine that is busy says that it could not kill it, and can a moment later. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await within(ASK_MS, 'remove a container', container.remove({ force: true, v: true }));
    } catch (error) {
      if (isGone(error)) return;
      if (tries === TRIES) throw error;
      await sleep(BETWEEN_TRIES_MS);
    }
  }
}
