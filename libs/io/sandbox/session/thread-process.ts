import type { ContestantProcess, Exchange } from '#core/orchestrator/plugin';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

/** What a replay's thread needs to talk to a session that lives in another: crosses by `postMessage` with `port` in the transfer list. */
export interface ThreadLink {
  readonly port: MessagePort;
  readonly bell: SharedArrayBuffer;
}

/** The session's side. The thread may block: its lines arrive here as messages, and a bell in shared memory wakes it. */
export function linkSession(session: { exchange(line: string): Promise<Exchange> }): ThreadLink {
  const { port1, port2 } = new MessageChannel();
  const bell = new SharedArrayBuffer(4);
  const rings = new Int32Array(bell);
  const answer = async (line: string): Promise<void> => {
    const said = await session
      .exchange(line)
      .catch((error: unknown): Exchange => ({ ok: false, failure: 'platform-error', cause: error instanceof Error ? error.message : String(error) }));
    port1.postMessage(said);
    Atomics.add(rings, 0, 1);
    Atomics.notify(rings, 0);
  };
  port1.on('message', (line: string) => void answer(line));
  port1.unref();
  return { port: port2, bell };
}

/** The replay's side: blocks its thread until the answer is there. */
export class ThreadProcess implements ContestantProcess {
  private readonly rings: Int32Array;

  constructor(private readonly link: ThreadLink) {
    this.rings = new Int32Array(link.bell);
  }

  exchange(line: string): Exchange {
    const before = Atomics.load(this.rings, 0);
    this.link.port.postMessage(line);
    Atomics.wait(this.rings, 0, before);
    const answer = receiveMessageOnPort(this.link.port) as { readonly message: Exchange } | undefined;
    if (answer === undefined) throw new Error('the bell rang and nobody had answered');
    return answer.message;
  }
}
