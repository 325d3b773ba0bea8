import type { RunLease, RunStore } from '#io/store';

export interface Heartbeat {
  /** Aborts when the lease is somebody else's. */
  readonly lost: AbortSignal;
  stop(): void;
}

const BEATS_A_LEASE = 3;

/** Keeps a lease while its run is judged. A database that does not answer is no loss yet: the lease may outlast it. */
export function keepLease(runs: Pick<RunStore, 'heartbeat'>, lease: RunLease, leaseMs: number): Heartbeat {
  const lost = new AbortController();
  const beat = async () => {
    const held = await runs.heartbeat(lease.run.id, lease.token, leaseMs).catch(() => true);
    if (!held) lost.abort();
  };
  const timer = setInterval(() => void beat(), leaseMs / BEATS_A_LEASE);
  return { lost: lost.signal, stop: () => clearInterval(timer) };
}
