import type { EntryFile } from '#core/entry';
import type { RunRecord } from '#core/run';
import type { ThreadLink } from '#io/sandbox';

/** Everything that a replay depends on, as plain data: it crosses to another thread. */
export interface ReplayRequest {
  readonly scenarioText: string;
  readonly files: readonly EntryFile[];
  readonly seed: number;
  /** To the process of an entry that brings one. */
  readonly contestant?: ThreadLink;
}

/** What the judge needs of a run record, and its bytes. */
export interface Replayed extends Pick<RunRecord, 'verdict' | 'fault' | 'cause' | 'metrics' | 'recordDigest'> {
  /** The record as canonical JSON in UTF-8. */
  readonly bytes: Uint8Array;
}

export type Replay = (request: ReplayRequest, signal: AbortSignal) => Promise<Replayed>;

/** The platform could not replay: nothing that the team handed in is to blame. */
export class ReplayFault extends Error {
  readonly retryable = true;

  constructor(
    readonly code: 'replay-crashed' | 'replay-timed-out' | 'replay-stopped' | 'inputs-unreadable' | 'no-sandbox' | 'host-cannot',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ReplayFault';
  }
}
