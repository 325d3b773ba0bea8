import type { Problem } from './model';

/** Problem details (RFC 9457) as the API sends them. */
export interface ProblemDetails {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly problems?: readonly Problem[];
}

/** A request that the platform refused, or that never reached it (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
  }

  static from(status: number, body: unknown): ApiError {
    const details: ProblemDetails = typeof body === 'object' && body !== null ? body : {};
    const message = details.detail ?? details.title ?? `The platform answered ${status}.`;
    return new ApiError(status, details.code ?? `http-${status}`, message, details.problems ?? []);
  }

  /** Trying again can help: nothing about the request was wrong. */
  get retryable(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}
