import { LiveFault } from '../engine/open-engine.js';

/** Until this moment of the run; broken when the run is stopped. */
export async function sleepUntil(atUs: number, nowUs: () => number, signal: AbortSignal): Promise<void> {
  throwIfStopped(signal);
  const waitMs = (atUs - nowUs()) / 1000;
  if (waitMs <= 0) return;
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(new LiveFault('stopped', 'the live run was stopped'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, waitMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new LiveFault('stopped', 'the live run was stopped');
}
