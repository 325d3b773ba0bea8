import type { Refusal } from '../probe/host-facts.js';

/** The host cannot judge this live: nobody's fault but the host's, with what would change that. */
export class LiveRefused extends Error {
  override readonly name = 'LiveRefused';
  readonly retryable = false;

  constructor(readonly refusal: Refusal) {
    super(`${refusal.reason}; ${refusal.fix}`);
  }
}
