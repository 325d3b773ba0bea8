import type { StoreEvent } from './swarm-store.js';

/** A part of the manager that lives on the store's events: it remembers what it learns and acts when a transaction is complete. */
export interface Component {
  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void;
  /** Acts on what was learnt; its changes are one transaction, or several that it commits itself. */
  committed(): void;
}
