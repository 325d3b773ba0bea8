import { createParser } from 'eventsource-parser';
import { useEffect, useRef, useState } from 'react';
import { readToken, useToken } from '../session/token';

export interface LiveEvent {
  readonly kind: string;
  readonly data: unknown;
}
export type LiveState = 'connecting' | 'live' | 'lost' | 'off';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

/**
 * Reads server-sent events with fetch, because an EventSource cannot send the Authorization header.
 * connecting → live → (broken) lost → connecting …, resuming after the last event seen; `off` when the server says it has none.
 */
async function follow(path: string, signal: AbortSignal, onEvent: (event: LiveEvent) => void, onState: (state: LiveState) => void): Promise<void> {
  let lastId = '';
  let wasLive = false;
  let delay = FIRST_DELAY_MS;
  while (!signal.aborted) {
    onState(wasLive ? 'lost' : 'connecting');
    try {
      const token = readToken();
      const response = await fetch(path, {
        signal,
        cache: 'no-store',
        headers: {
          accept: 'text/event-stream',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(lastId === '' ? {} : { 'last-event-id': lastId }),
        },
      });
      if (response.status >= 400 && response.status < 500 && response.status !== 429) return onState('off');
      if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);
      onState('live');
      wasLive = true;
      // What happened while nobody listened may have been missed: readers refresh.
      onEvent({ kind: 'connected', data: null });
      const parser = createParser({
        onEvent(message) {
          delay = FIRST_DELAY_MS;
          if (message.id !== undefined) lastId = message.id;
          onEvent({ kind: message.event ?? 'message', data: parseOrNull(message.data) });
        },
        onRetry: (milliseconds) => void (delay = milliseconds),
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) parser.feed(part.value);
    } catch {
      if (signal.aborted) return;
    }
    onState('lost');
    await pause(delay, signal);
    delay = Math.min(LONGEST_DELAY_MS, delay * 2);
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Follows one stream while the component is there. `path` null: nothing to follow. */
export function useLiveEvents(path: string | null, onEvent: (event: LiveEvent) => void): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const latest = useRef(onEvent);
  const token = useToken();
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    if (path === null) return;
    const stopped = new AbortController();
    void follow(
      path,
      stopped.signal,
      (event) => latest.current(event),
      (next) => !stopped.signal.aborted && setState(next),
    );
    return () => stopped.abort();
  }, [path, token]);
  return path === null ? 'off' : state;
}
