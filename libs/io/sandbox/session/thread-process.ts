import type { ContestantProcess, Exchange } from '#core/orchestrator/plugin';
import { type PipeLink } from '../pipes/named-pipes.js';
import { PipeTalk } from '../pipes/pipe-talk.js';
import type { ContestantSession, Failed } from './contestant-session.js';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

/** What a replay's thread needs to talk to a session that lives in another: crosses by `postMessage` with `port` in the transfer list. */
export interface ThreadLink {
  readonly port: MessagePort;
  readonly bell: SharedArrayBuffer;
  /** The process's own pipes; null: every line goes through the session's thread. */
  readonly pipes: PipeLink | null;
}

/** A line to pass on; or that the talk on the pipes is over, with what was wrong with the last answer (null: the session knows). */
type Told = { readonly line: string } | { readonly over: Failed | null };

/** The session's side. The thread may block: its lines arrive here as messages, and a bell in shared memory wakes it. */
export function linkSession(session: Pick<ContestantSession, 'exchange' | 'ended' | 'link'>): ThreadLink {
  const { port1, port2 } = new MessageChannel();
  const bell = new SharedArrayBuffer(4);
  const rings = new Int32Array(bell);
  const answer = async (told: Told): Promise<void> => {
    const said = await ('line' in told ? session.exchange(told.line) : session.ended(told.over)).catch(
      (error: unknown): Exchange => ({ ok: false, failure: 'platform-error', cause: error instanceof Error ? error.message : String(error) }),
    );
    port1.postMessage(said);
    Atomics.add(rings, 0, 1);
    Atomics.notify(rings, 0);
  };
  port1.on('message', (told: Told) => void answer(told));
  port1.unref();
  return { port: port2, bell, pipes: session.link };
}

/** The replay's side: blocks its thread until the answer is there. */
export class ThreadProcess implements ContestantProcess {
  private readonly rings: Int32Array;
  private talk: PipeTalk | null = null;

  constructor(private readonly link: ThreadLink) {
    this.rings = new Int32Array(link.bell);
  }

  exchange(line: string): Exchange {
    if (this.link.pipes === null) return this.tell({ line });
    const answer = this.talkOn(this.link.pipes)?.exchange(line) ?? null;
    return answer?.ok === true ? answer : this.tell({ over: answer });
  }

  /** To be called when the replay is over, however it ended. */
  close(): void {
    this.talk?.close();
    this.talk = null;
  }

  /** Null: the session has taken its pipes away already. */
  private talkOn(pipes: PipeLink): PipeTalk | null {
    try {
      this.talk ??= new PipeTalk(pipes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return this.talk;
  }

  private tell(told: Told): Exchange {
    const before = Atomics.load(this.rings, 0);
    this.link.port.postMessage(told);
    // The bell of the answer before may be heard only now, when that answer was taken already.
    while (Atomics.load(this.rings, 0) === before) Atomics.wait(this.rings, 0, before);
    const answer = receiveMessageOnPort(this.link.port) as { readonly message: Exchange } | undefined;
    if (answer === undefined) throw new Error('the bell rang and nobody had answered');
    return answer.message;
  }
}
