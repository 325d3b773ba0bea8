import type { Request, Response } from 'express';

export interface StreamedEvent {
  /** Grows; what `Last-Event-ID` says. */
  readonly id: string;
  readonly kind: string;
  readonly data: unknown;
  /** False: skipped for this reader, yet it moves the place from which reading goes on. */
  readonly visible: boolean;
}

export interface EventSource {
  /** The newest id there is. */
  head(): Promise<string>;
  readAfter(id: string, limit: number): Promise<readonly StreamedEvent[]>;
  /** Calls back when there may be something new; gives what ends that. */
  onNews(wake: () => void): () => void;
}

const PAGE = 200;
export const KEEP_ALIVE_MS = 15_000;
const RETRY_MS = 2_000;

/**
 * One reader of server-sent events.
 *
 *   reading → (rows) writing → reading → (none) waiting → (news | keep-alive) reading …, until the reader leaves.
 *
 * Events come from the store in pages, and the next page is read only when the socket took the last one: a slow reader
 * costs no memory, a returning one gets all it missed.
 */
export async function streamEvents(request: Request, response: Response, source: EventSource, keepAliveMs = KEEP_ALIVE_MS): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  let after = lastEventId(request) ?? (await source.head());
  let news = true;
  let wake: () => void = () => undefined;
  const stop = source.onNews(() => {
    news = true;
    wake();
  });
  begin(response, after);
  try {
    while (!gone.signal.aborted) {
      news = false;
      const events = await source.readAfter(after, PAGE);
      for (const event of events) {
        after = event.id;
        if (event.visible && !response.write(`id: ${event.id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event.data)}\n\n`))
          await drained(response, gone.signal);
        if (gone.signal.aborted) return;
      }
      if (events.length > 0 || news) continue;
      const timer = await pause(keepAliveMs, gone.signal, (resume) => (wake = resume));
      // The id goes along: who resumes here does not read again what was hidden from them.
      if (timer === 'time' && !gone.signal.aborted) response.write(`: still here\nid: ${after}\n\n`);
    }
  } finally {
    stop();
    response.end();
  }
}

function begin(response: Response, after: string): void {
  response.status(200);
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
  response.write(`retry: ${RETRY_MS}\nid: ${after}\n\n`);
}

function lastEventId(request: Request): string | undefined {
  const text = request.headers['last-event-id'];
  return typeof text === 'string' && /^\d{1,18}$/.test(text) ? text : undefined;
}

function drained(response: Response, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      gone.removeEventListener('abort', done);
      resolve();
    };
    response.on('drain', done);
    gone.addEventListener('abort', done);
  });
}

/** Ends by time, by whoever calls what `arm` was given, or by the reader leaving. */
function pause(milliseconds: number, gone: AbortSignal, arm: (resume: () => void) => void): Promise<'time' | 'news'> {
  return new Promise((resolve) => {
    const finish = (why: 'time' | 'news') => {
      clearTimeout(timer);
      gone.removeEventListener('abort', onNews);
      resolve(why);
    };
    const onNews = () => finish('news');
    const timer = setTimeout(() => finish('time'), milliseconds);
    gone.addEventListener('abort', onNews);
    arm(onNews);
    if (gone.aborted) onNews();
  });
}
