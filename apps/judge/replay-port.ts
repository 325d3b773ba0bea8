import type { EntryFile } from '#core/entry';
import type { RunRecord } from '#core/run';

/** Everything that a replay depends on, as plain data: it crosses to another thread. */
export interface ReplayRequest {
  readonly scenarioText: string;
  readonly files: readonly EntryFile[];
  readonly seed: number;
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
    readonly code: 'replay-crashed' | 'replay-timed-out' | 'replay-stopped' | 'inputs-unreadable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ReplayFault';
  }
}
