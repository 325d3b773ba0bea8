import { enlarged } from '../engine/event-queue.js';

export const NONE = -1;

/** Where an attempt is. */
export const AttemptState = {
  free: 0,
  /** The client waits before it tries again. */
  backingOff: 1,
  /** Nobody answers: the machine is off or cannot be reached. */
  hanging: 2,
  backlog: 3,
  computing: 4,
  waiting: 5,
  calling: 6,
} as const;
export type AttemptState = (typeof AttemptState)[keyof typeof AttemptState];

/** Client attempts in columns; a row is used again with the next generation, which is how a late event sees that its attempt is gone. */
export class AttemptTable {
  private capacity = 4096;
  private free: number[] = [];
  private opened = 0;
  live = 0;
  state = new Uint8Array(this.capacity);
  generation = new Int32Array(this.capacity);
  app = new Int32Array(this.capacity);
  pod = new Int32Array(this.capacity);
  parent = new Int32Array(this.capacity);
  parentGeneration = new Int32Array(this.capacity);
  /** Arrival as the client meant it: what latency and deadline count from, whatever was tried since. */
  intendedUs = new Float64Array(this.capacity);
  startedUs = new Float64Array(this.capacity);
  cpuUs = new Float64Array(this.capacity);
  waitUs = new Float64Array(this.capacity);
  retriesLeft = new Int32Array(this.capacity);
  /** The outcome is known to the client already (it gave up); what follows is wasted work. */
  settled = new Uint8Array(this.capacity);
  /** Its client no longer waits for this attempt. */
  orphan = new Uint8Array(this.capacity);
  /** A call it made failed. */
  broken = new Uint8Array(this.capacity);
  callsOpen = new Int32Array(this.capacity);
  callIndex = new Int32Array(this.capacity);
  callRepeat = new Int32Array(this.capacity);
  /** Neighbours among the attempts held by the same pod. */
  nextInPod = new Int32Array(this.capacity);
  previousInPod = new Int32Array(this.capacity);

  open(app: number, intendedUs: number, startedUs: number): number {
    const id = this.free.pop() ?? this.opened++;
    if (id >= this.capacity) this.grow();
    this.live++;
    this.state[id] = AttemptState.backingOff;
    this.app[id] = app;
    this.pod[id] = NONE;
    this.parent[id] = NONE;
    this.intendedUs[id] = intendedUs;
    this.startedUs[id] = startedUs;
    this.settled[id] = 0;
    this.orphan[id] = 0;
    this.broken[id] = 0;
    this.callsOpen[id] = 0;
    this.callIndex[id] = 0;
    this.callRepeat[id] = 0;
    return id;
  }

  close(id: number): void {
    this.live--;
    this.state[id] = AttemptState.free;
    this.generation[id] = (this.generation[id] as number) + 1;
    this.free.push(id);
  }

  isLive(id: number, generation: number): boolean {
    return id !== NONE && this.generation[id] === generation && this.state[id] !== AttemptState.free;
  }

  /** Every row that is in use. */
  *liveRows(): Generator<number> {
    for (let id = 0; id < this.opened; id++) if (this.state[id] !== AttemptState.free) yield id;
  }

  private grow(): void {
    this.capacity *= 2;
    const bytes = (from: Uint8Array): Uint8Array<ArrayBuffer> => enlarged(from, new Uint8Array(this.capacity)) as Uint8Array<ArrayBuffer>;
    const ints = (from: Int32Array): Int32Array<ArrayBuffer> => enlarged(from, new Int32Array(this.capacity)) as Int32Array<ArrayBuffer>;
    const floats = (from: Float64Array): Float64Array<ArrayBuffer> => enlarged(from, new Float64Array(this.capacity)) as Float64Array<ArrayBuffer>;
    this.state = bytes(this.state);
    this.settled = bytes(this.settled);
    this.orphan = bytes(this.orphan);
    this.broken = bytes(this.broken);
    this.generation = ints(this.generation);
    this.app = ints(this.app);
    this.pod = ints(this.pod);
    this.parent = ints(this.parent);
    this.parentGeneration = ints(this.parentGeneration);
    this.retriesLeft = ints(this.retriesLeft);
    this.callsOpen = ints(this.callsOpen);
    this.callIndex = ints(this.callIndex);
    this.callRepeat = ints(this.callRepeat);
    this.nextInPod = ints(this.nextInPod);
    this.previousInPod = ints(this.previousInPod);
    this.intendedUs = floats(this.intendedUs);
    this.startedUs = floats(this.startedUs);
    this.cpuUs = floats(this.cpuUs);
    this.waitUs = floats(this.waitUs);
  }
}
