import { LiveFault } from '../engine/open-engine.js';

const PATIENCE_MS = 60_000;

/** The same promise, that is broken when nothing comes of it: no cluster waits for ever. */
export async function inTime<T>(promise: Promise<T>, what: string, timeoutMs = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LiveFault('cluster-failed', `${what} did not come within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
