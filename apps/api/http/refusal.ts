import type { Problem } from '#core/problem';

/** Everything the API refuses, by its stable code. What status each has is the exception filter's business alone. */
export const REFUSAL_CODES = [
  'invalid-request',
  'invalid-cursor',
  'invalid-idempotency-key',
  'upload-malformed',
  'upload-missing',
  'unauthenticated',
  'forbidden',
  'insufficient-scope',
  'not-found',
  'method-not-allowed',
  'no-team',
  'contest-not-open',
  'contest-closed',
  'already-exists',
  'idempotency-key-reused',
  'too-large',
  'unsupported-media-type',
  'entry-rejected',
  'scenario-rejected',
  'quota-exceeded',
  'too-many-requests',
  'too-many-streams',
  'plugins-unavailable',
  'live-unavailable',
  'unavailable',
  'internal',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

interface RefusalDetails {
  readonly problems?: readonly Problem[];
  readonly retryAfterSeconds?: number;
  /** Which fields of the request are wrong: path → why. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
}

/** A request that is answered with a reason instead of what it asked for. An expected outcome, not a bug. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    detail: string,
    readonly details: RefusalDetails = {},
  ) {
    super(detail);
    this.name = 'Refusal';
  }
}

/** One wording for what is not there and for what the caller may not know of. */
export const notFound = (what: string): Refusal => new Refusal('not-found', `There is no such ${what}.`);
