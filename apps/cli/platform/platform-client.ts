import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { formatProblem, type Problem } from '#core/problem';
import { CommandFailed, EXIT } from '../exit-code.js';

export interface PlatformOptions {
  readonly server: string;
  readonly token?: string;
}

interface ProblemDetails {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly problems?: readonly Problem[];
}

/** Statuses with which the server says that what was handed in is at fault. */
const ENTRY_AT_FAULT = new Set([413, 415, 422]);
const RECONNECTS_MAX = 10;
const RECONNECT_MS = 2_000;

/** The platform over its API. Whatever goes wrong ends the command with the code that says whose fault it was. */
export class PlatformClient {
  constructor(private readonly options: PlatformOptions) {}

  async get<T>(path: string): Promise<T> {
    return (await (await this.request(path, {})).json()) as T;
  }

  async post<T>(path: string, body: FormData, headers: Readonly<Record<string, string>>): Promise<T> {
    return (await (await this.request(path, { method: 'POST', body, headers })).json()) as T;
  }

  async postJson<T>(path: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    return (await (await this.request(path, { method: 'POST', body: JSON.stringify(body), headers })).json()) as T;
  }

  /**
   * Listens until `onNews` says that it has seen enough: called with every event, and whenever listening begins, as what happened before
   * that is not told. Goes on where it was after a broken connection.
   */
  async follow(path: string, onNews: () => Promise<'more' | 'enough'>): Promise<void> {
    let lastId: string | undefined;
    for (let attempt = 0; attempt <= RECONNECTS_MAX; attempt++) {
      const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
      const stop = new AbortController();
      try {
        const response = await this.request(path, { headers, signal: stop.signal });
        if ((await onNews()) === 'enough') return;
        for await (const _ of eventsOf(response, (id) => (lastId = id))) {
          attempt = 0;
          if ((await onNews()) === 'enough') return;
        }
      } catch (error) {
        if (error instanceof CommandFailed && error.exitCode !== EXIT.platform) throw error;
      } finally {
        stop.abort();
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
    throw new CommandFailed(EXIT.platform, `${this.options.server}: the connection was lost ${RECONNECTS_MAX} times`);
  }

  private async request(path: string, init: RequestInit): Promise<Response> {
    const { server, token } = this.options;
    const headers = { ...(init.headers as Record<string, string> | undefined), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    let response: Response;
    try {
      response = await fetch(`${server}/api/v1${path}`, { ...init, headers });
    } catch (error) {
      const cause = (error as { cause?: Error }).cause?.message ?? (error as Error).message;
      throw new CommandFailed(EXIT.platform, `${server} cannot be reached (${cause})`);
    }
    if (response.ok) return response;
    throw await failureOf(response);
  }
}

async function failureOf(response: Response): Promise<CommandFailed> {
  const details = (await response.json().catch(() => ({}))) as ProblemDetails;
  for (const problem of details.problems ?? []) console.error(formatProblem(problem));
  const exit = ENTRY_AT_FAULT.has(response.status) ? EXIT.atFault : response.status >= 500 ? EXIT.platform : EXIT.usage;
  const hint = response.status === 401 ? ' (give --token, or set REGATTA_TOKEN)' : '';
  return new CommandFailed(exit, `${details.code ?? response.status}: ${details.detail ?? details.title ?? response.statusText}${hint}`);
}

async function* eventsOf(response: Response, onId: (id: string) => void): AsyncGenerator<EventSourceMessage> {
  const waiting: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => waiting.push(event) });
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      if (event.id !== undefined) onId(event.id);
      yield event;
    }
  }
}
