import { Worker } from 'node:worker_threads';
import { type Replay, type Replayed, ReplayFault } from './replay-port.js';

export interface ThreadRules {
  /** The program of the thread. */
  readonly program: string;
  /** Wall time, only to end what would never end: no verdict depends on it. */
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/** Each replay in a thread of its own, which ends with it: nothing of one run can reach the next. */
export function replayInThread(rules: ThreadRules): Replay {
  return (request, signal) =>
    new Promise<Replayed>((resolve, reject) => {
      if (signal.aborted) return reject(new ReplayFault('replay-stopped', 'the judge is stopping'));
      const thread = new Worker(rules.program, { workerData: request, resourceLimits: { maxOldGenerationSizeMb: rules.memoryMb } });
      let replayed: Replayed | undefined;
      let fault: ReplayFault | undefined;
      const end = (why: ReplayFault) => {
        fault ??= why;
        void thread.terminate();
      };
      const stop = () => end(new ReplayFault('replay-stopped', 'the judge is stopping'));
      const timer = setTimeout(() => end(new ReplayFault('replay-timed-out', `the replay took more than ${rules.timeoutMs} ms`)), rules.timeoutMs);
      signal.addEventListener('abort', stop, { once: true });
      thread.on('message', (message: Replayed) => (replayed = message));
      thread.on('error', (error) => (fault ??= new ReplayFault('replay-crashed', `the replay crashed: ${error.message}`, { cause: error })));
      thread.on('exit', (code) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        if (fault !== undefined) reject(fault);
        else if (replayed !== undefined) resolve(replayed);
        else reject(new ReplayFault('replay-crashed', `the replay ended with code ${code} and without a record`));
      });
    });
}
