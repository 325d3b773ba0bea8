import type { Logger } from '#io/telemetry';

export interface Repeating {
  /** Do it now, or once more when it is being done. */
  wake(): void;
  /** Waits for what is being done. */
  stop(): Promise<void>;
}

/** Does one thing at a time, every so often and when woken. A failure is logged and tried again at the next turn. */
export function repeating(name: string, everyMs: number, logger: Logger, work: () => Promise<void>): Repeating {
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;
  const run = async () => {
    do {
      again = false;
      try {
        await work();
      } catch (error) {
        if (!stopped) logger.warn({ err: error }, `${name} did not succeed; trying again`);
        break;
      }
    } while (again && !stopped);
    running = undefined;
  };
  const wake = () => {
    if (stopped) return;
    if (running === undefined) running = run();
    else again = true;
  };
  const timer = setInterval(wake, everyMs);
  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
