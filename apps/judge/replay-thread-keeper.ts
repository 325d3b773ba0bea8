import { Worker } from 'node:worker_threads';
import { type Replayed, ReplayFault, type ReplayRequest } from './replay-port.js';

export interface ThreadRules {
  /** The program of the thread: gets requests, posts what was replayed. */
  readonly program: string;
  /** Wall time, only to end what would never end: no verdict depends on it. */
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/**
 * Replays in a thread that stays warm, because loading the simulator takes longer than a short replay. Replays are pure,
 * so one leaves nothing behind for the next; after a crash, a time-out or an abort the thread is replaced all the same.
 */
export class ReplayThreadKeeper {
  private thread: Worker | undefined;
  private busy = false;

  constructor(private readonly rules: ThreadRules) {
    this.thread = this.start();
  }

  /** One at a time. */
  readonly replay = async (request: ReplayRequest, signal: AbortSignal): Promise<Replayed> => {
    if (this.busy) throw new Error('the thread replays already');
    this.busy = true;
    try {
      return await this.ask(request, signal);
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      this.busy = false;
    }
  };

  async close(): Promise<void> {
    const thread = this.thread;
    this.thread = undefined;
    await thread?.terminate();
  }

  private start(): Worker {
    const thread = new Worker(this.rules.program, { resourceLimits: { maxOldGenerationSizeMb: this.rules.memoryMb } });
    // One that dies while idle is replaced when it is needed; while it replays, `ask` hears of it too.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      if (this.thread === thread) this.thread = undefined;
    });
    return thread;
  }

  private ask(request: ReplayRequest, signal: AbortSignal): Promise<Replayed> {
    const thread = (this.thread ??= this.start());
    const { timeoutMs } = this.rules;
    return new Promise<Replayed>((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        thread.off('message', onMessage).off('error', onError).off('exit', onExit);
        act();
      };
      const refuse = (code: ReplayFault['code'], message: string, options?: ErrorOptions) => settle(() => reject(new ReplayFault(code, message, options)));
      const onMessage = (replayed: Replayed) => settle(() => resolve(replayed));
      const onError = (error: Error) => refuse('replay-crashed', `the replay crashed: ${error.message}`, { cause: error });
      const onExit = (code: number) => refuse('replay-crashed', `the replay ended with code ${code} and without a record`);
      const onAbort = () => refuse('replay-stopped', 'the replay was stopped');
      const timer = setTimeout(() => refuse('replay-timed-out', `the replay took more than ${timeoutMs} ms`), timeoutMs);
      signal.addEventListener('abort', onAbort, { once: true });
      thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      if (signal.aborted) onAbort();
      else thread.postMessage(request, request.contestant === undefined ? [] : [request.contestant.port]);
    });
  }
}
