/** How a contestant's process can end a run. `protocol-error` and `invalid-action` are found by whoever reads what it said, the others by whoever runs it. */
export const PROCESS_FAILURES = ['crashed', 'timed-out', 'out-of-memory', 'output-limit', 'protocol-error', 'invalid-action', 'platform-error'] as const;
export type ProcessFailure = (typeof PROCESS_FAILURES)[number];

export type Exchange =
  | { readonly ok: true; readonly line: string }
  | { readonly ok: false; readonly failure: ProcessFailure /** One sentence. */; readonly cause: string };

/**
 * A process that answers every line with one line: what a plugin is to the control plane, wherever it runs. Synchronous,
 * because a replay is. A recorded answer log is one too.
 */
export interface ContestantProcess {
  /** Lines have no line ends. Blocks until the answer is there, or until whoever runs the process has ended it. Not called again after a failure. */
  exchange(line: string): Exchange;
}

/** Ends the run: the process is gone, or said what it must not. */
export class ContestantFault extends Error {
  readonly retryable: boolean;
  override readonly name = 'ContestantFault';

  constructor(
    readonly code: ProcessFailure,
    message: string,
  ) {
    super(message);
    this.retryable = code === 'platform-error';
  }
}
