import Docker from 'dockerode';

export interface EngineOptions {
  /** Unix socket of the engine; without it what DOCKER_HOST says, or the usual socket. */
  readonly socketPath?: string | undefined;
}

/** An operation on the engine failed: the host's fault, never the entry's. */
export class LiveFault extends Error {
  override readonly name = 'LiveFault';

  constructor(
    readonly code: 'engine-unreachable' | 'cluster-failed' | 'host-refused' | 'load-late' | 'command-failed' | 'stopped',
    message: string,
    readonly retryable = true,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const openEngine = (options: EngineOptions = {}): Docker =>
  options.socketPath === undefined ? new Docker() : new Docker({ socketPath: options.socketPath });

/** 404 and "already in progress" are what one wanted when taking things away. */
export const isGone = (error: unknown): boolean => {
  const status = (error as { statusCode?: number }).statusCode;
  return status === 404 || (status === 409 && /in progress|already/.test(String((error as Error).message)));
};
