import type { Share } from './agent.js';

/** Part of an agent offered to a framework in one of its roles; whatever is offered counts as allocated until it comes back. */
export interface Offer extends Share {
  readonly framework: string;
  readonly role: string;
  readonly agent: number;
}
