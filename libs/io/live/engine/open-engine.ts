import Docker from 'dockerode';

export interface EngineOptions {
  /** Unix socket of the engine; without it what DOCKER_HOST says, or the usual socket. */
  readonly socketPath?: string | undefined;
}

/** An operation on the engine failed: the host's fault, never the entry's. */
export class LiveFault extends Error {
  override readonly name = 'LiveFault';

  constructor(
    readonly code: 'engine-unreachable' | 'engine-lost' | 'cluster-failed' | 'host-refused' | 'load-late' | 'fault-undone' | 'command-failed' | 'stopped',
    message: string,
    readonly retryable = true,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Throws where the address of the engine is none. */
export function openEngine(options: EngineOptions = {}): Docker {
  try {
    return options.socketPath === undefined ? new Docker() : new Docker({ socketPath: options.socketPath });
  } catch (error) {
    throw new LiveFault('engine-unreachable', `DOCKER_HOST=${process.env['DOCKER_HOST']} is no address of an engine: ${(error as Error).message}`, false, {
      cause: error,
    });
  }
}

const ANSWER_MS = 15_000;
type EngineInfo = Readonly<Record<string, unknown>>;

/** What the engine says of itself. One that says nothing, or is something else, is none. */
export async function reachEngine(engine: Docker): Promise<readonly [EngineInfo, Docker.DockerVersion]> {
  const limit = within(ANSWER_MS);
  try {
    const [info, version] = await Promise.all([asked(engine).info(limit), asked(engine).version(limit)]);
    if (typeof version?.ApiVersion !== 'string') throw new Error('what answers there is no Docker engine');
    return [info, version];
  } catch (error) {
    const why = limit.abortSignal.aborted ? `no answer within ${ANSWER_MS / 1000} s` : (error as Error).message;
    throw new LiveFault('engine-unreachable', `no container engine answers at ${addressOf(engine)}: ${why}`, true, { cause: error });
  }
}

/** What would make an engine answer. */
export function engineFix({ cause }: Pick<LiveFault, 'cause'>): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'EACCES' || code === 'EPERM') return 'let this user reach its socket: usermod -aG docker USER, and log in again';
  return 'apt-get install docker.io, or DOCKER_HOST=unix:///path/to/docker.sock';
}

const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT']);
const PING_MS = 5_000;

/** What an engine did while it was used, as a fault of the host: it went away, or it refused. Anything else stays what it is. */
export async function asFault(engine: Docker, error: unknown): Promise<unknown> {
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message: string };
  const isKnown = error instanceof LiveFault;
  const mayBeLost = isKnown ? code === 'cluster-failed' || code === 'command-failed' : LOST.has(code ?? '') || /socket hang up/.test(message);
  if (mayBeLost && !(await answers(engine)))
    return new LiveFault('engine-lost', `the container engine went away during the run${isKnown ? '' : `: ${message}`}`, true, { cause: error });
  if (isKnown || (statusCode === undefined && (!mayBeLost || code === 'ENOENT'))) return error;
  return new LiveFault('host-refused', `the container engine refused: ${message}`, true, { cause: error });
}

const answers = (engine: Docker): Promise<boolean> =>
  asked(engine)
    .ping(within(PING_MS))
    .then(
      () => true,
      () => false,
    );

function addressOf({ modem }: Docker): string {
  const { socketPath, host, port } = modem as { readonly socketPath?: string; readonly host?: string; readonly port?: number | string };
  return socketPath ?? [host, port].filter(Boolean).join(':');
}

type Limit = { readonly abortSignal: AbortSignal };
const within = (ms: number): Limit => ({ abortSignal: AbortSignal.timeout(ms) });

/** The types of dockerode do not know that questions may be given up. */
const asked = (engine: Docker) =>
  engine as unknown as {
    info(limit: Limit): Promise<EngineInfo>;
    version(limit: Limit): Promise<Docker.DockerVersion>;
    ping(limit: Limit): Promise<unknown>;
  };

/** 404 and "already in progress" are what one wanted when taking things away. */
export const isGone = (error: unknown): boolean => {
  const status = (error as { statusCode?: number }).statusCode;
  return status === 404 || (status === 409 && /in progress|already/.test(String((error as Error).message)));
};
