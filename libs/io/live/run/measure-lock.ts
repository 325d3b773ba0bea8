import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { takeLeash, type Leash } from '../cluster/leash.js';
import { isGone, LiveFault } from '../engine/open-engine.js';
import { runtimeImage } from '../images/runtime-image.js';

const NAME = 'regatta-live-measuring';
const POLL_MS = 500;

/**
 * One measured cluster at a time on a host: two would measure each other. The lock is a container of a fixed name that lives as
 * long as its holder does, so it holds between processes, between users of one engine, and a dead judge never keeps it.
 */
export async function takeMeasureLock(engine: Docker, signal: AbortSignal, onWait?: () => void): Promise<Leash> {
  const image = await runtimeImage(engine);
  const run = `lock-${randomBytes(4).toString('hex')}`;
  for (let isFirst = true; ; isFirst = false) {
    if (signal.aborted) throw new LiveFault('stopped', 'stopped while waiting for the host');
    try {
      return await takeLeash(engine, image, run, NAME);
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 409) throw error;
    }
    if (isFirst) onWait?.();
    await removeDead(engine);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export async function isMeasuring(engine: Docker): Promise<boolean> {
  try {
    return (await engine.getContainer(NAME).inspect()).State.Running;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** A holder that ended, or died before it began. */
async function removeDead(engine: Docker): Promise<void> {
  const container = engine.getContainer(NAME);
  try {
    const { State, Created } = await container.inspect();
    const isStarting = State.Status === 'created' && Date.now() - Date.parse(Created) < 10_000;
    if (!State.Running && !isStarting) await container.remove({ force: true });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
