/** What both sides of a pair of pipes see, in memory that they share. */
export interface SharedWatch {
  readonly state: SharedArrayBuffer;
  readonly times: SharedArrayBuffer;
}

/** `talking`; `ended`: the process died by itself, what it said still counts; `cut`: whatever still comes is thrown away. */
export const STATES = { talking: 0, ended: 1, cut: 2 } as const;
export type PipeState = (typeof STATES)[keyof typeof STATES];

const ASKED = 0;
const WAITED = 1;
const COUNT = 2;

/**
 * The clock of a conversation that another thread holds. That thread says when it asks and when it was answered; the
 * session's thread looks from time to time, and ends what takes too long. No message passes between them while all is well.
 */
export class PipeWatch {
  private readonly states: Int32Array;
  private readonly times: Float64Array;

  constructor(readonly shared: SharedWatch = { state: new SharedArrayBuffer(4), times: new SharedArrayBuffer(3 * Float64Array.BYTES_PER_ELEMENT) }) {
    this.states = new Int32Array(shared.state);
    this.times = new Float64Array(shared.times);
  }

  get state(): PipeState {
    return Atomics.load(this.states, 0) as PipeState;
  }

  set state(state: PipeState) {
    Atomics.store(this.states, 0, state);
    Atomics.notify(this.states, 0);
  }

  /** Gives way for a moment, or less when the state changes. */
  rest(ms: number): void {
    Atomics.wait(this.states, 0, STATES.talking, ms);
  }

  asked(): void {
    this.times[COUNT] = this.exchanges + 1;
    this.times[ASKED] = nowMs();
  }

  answered(): void {
    this.times[WAITED] = this.waitedMs + nowMs() - (this.times[ASKED] ?? 0);
    this.times[ASKED] = 0;
  }

  /** Questions so far. */
  get exchanges(): number {
    return this.times[COUNT] ?? 0;
  }

  /** Of all questions that were answered. */
  get waitedMs(): number {
    return this.times[WAITED] ?? 0;
  }

  /** For how long the question that is open has been; null: none is. */
  get openMs(): number | null {
    const asked = this.times[ASKED] ?? 0;
    return asked === 0 ? null : nowMs() - asked;
  }
}

const MS_PER_SECOND = 1000;
const NS_PER_MS = 1e6;

/** The same in every thread, and no one sets it. */
function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * MS_PER_SECOND + nanoseconds / NS_PER_MS;
}
