import { NEVER } from '#core/units';
import { type EventKind, eventClass } from './event-kind.js';

/** A constant of this module: reading an imported binding costs a call. */
const never = NEVER;
const { min } = Math;
const CLASS_SPAN = 2 ** 49;
const NOT_QUEUED = -1;

/**
 * Future events, ordered by (time, class, sequence). A slot is one thing that can happen (the next arrival of an
 * application, the next completion on a node): it is moved, not queued again, so nothing in the heap is ever stale. A 4-ary
 * heap over typed arrays; no object and no closure per event.
 */
export class EventQueue {
  /** The event that `pop` took last. */
  kind: EventKind = 0;
  a = 0;
  b = 0;

  private capacity = 1024;
  private times = new Float64Array(this.capacity);
  private orders = new Float64Array(this.capacity);
  private kinds = new Uint8Array(this.capacity);
  /** Where the orders of its class begin. */
  private classes = new Float64Array(this.capacity);
  private once = new Uint8Array(this.capacity);
  private as = new Int32Array(this.capacity);
  private bs = new Int32Array(this.capacity);
  private position = new Int32Array(this.capacity);
  private heap = new Int32Array(this.capacity);
  private free: number[] = [];
  private opened = 0;
  private length = 0;
  private sequence = 0;

  /** Time of the next event, `NEVER` when there is none. */
  get nextUs(): number {
    return this.length === 0 ? never : (this.times[this.heap[0] as number] as number);
  }

  get size(): number {
    return this.length;
  }

  /** A slot that lives until `close`. */
  open(kind: EventKind, a = 0, b = 0): number {
    const slot = this.free.pop() ?? this.opened++;
    if (slot >= this.capacity) this.grow();
    this.kinds[slot] = kind;
    this.classes[slot] = eventClass(kind) * CLASS_SPAN;
    this.once[slot] = 0;
    this.as[slot] = a;
    this.bs[slot] = b;
    this.position[slot] = NOT_QUEUED;
    return slot;
  }

  /** One event and its slot is gone. */
  at(timeUs: number, kind: EventKind, a = 0, b = 0): void {
    if (timeUs >= never) return;
    const slot = this.open(kind, a, b);
    this.once[slot] = 1;
    this.move(slot, timeUs);
  }

  close(slot: number): void {
    this.clear(slot);
    this.free.push(slot);
  }

  /** When the slot's event happens; replaces what was set before. `NEVER`: it does not. */
  move(slot: number, timeUs: number): void {
    if (timeUs >= never) return this.clear(slot);
    this.times[slot] = timeUs;
    this.orders[slot] = (this.classes[slot] as number) + this.sequence++;
    const place = this.position[slot] as number;
    if (place === NOT_QUEUED) this.up(this.length++, slot);
    else this.settle(place, slot);
  }

  clear(slot: number): void {
    const place = this.position[slot] as number;
    if (place === NOT_QUEUED) return;
    this.position[slot] = NOT_QUEUED;
    const last = this.heap[--this.length] as number;
    if (last !== slot) this.settle(place, last);
  }

  /** Takes the next event into `kind`, `a` and `b`. */
  pop(): void {
    const slot = this.heap[0] as number;
    this.kind = this.kinds[slot] as EventKind;
    this.a = this.as[slot] as number;
    this.b = this.bs[slot] as number;
    this.position[slot] = NOT_QUEUED;
    const last = this.heap[--this.length] as number;
    if (this.length > 0) this.down(0, last);
    if (this.once[slot] === 1) this.free.push(slot);
  }

  private before(x: number, y: number): boolean {
    const dx = this.times[x] as number;
    const dy = this.times[y] as number;
    return dx < dy || (dx === dy && (this.orders[x] as number) < (this.orders[y] as number));
  }

  private settle(place: number, slot: number): void {
    if (place > 0 && this.before(slot, this.heap[(place - 1) >> 2] as number)) this.up(place, slot);
    else this.down(place, slot);
  }

  private up(from: number, slot: number): void {
    const { heap, position } = this;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 2;
      const other = heap[above] as number;
      if (!this.before(slot, other)) break;
      heap[place] = other;
      position[other] = place;
      place = above;
    }
    heap[place] = slot;
    position[slot] = place;
  }

  private down(from: number, slot: number): void {
    const { heap, position, length } = this;
    let place = from;
    for (;;) {
      const first = place * 4 + 1;
      if (first >= length) break;
      const end = min(first + 4, length);
      let least = first;
      for (let child = first + 1; child < end; child++) if (this.before(heap[child] as number, heap[least] as number)) least = child;
      const other = heap[least] as number;
      if (!this.before(other, slot)) break;
      heap[place] = other;
      position[other] = place;
      place = least;
    }
    heap[place] = slot;
    position[slot] = place;
  }

  private grow(): void {
    this.capacity *= 2;
    this.times = enlarged(this.times, new Float64Array(this.capacity));
    this.orders = enlarged(this.orders, new Float64Array(this.capacity));
    this.classes = enlarged(this.classes, new Float64Array(this.capacity));
    this.kinds = enlarged(this.kinds, new Uint8Array(this.capacity));
    this.once = enlarged(this.once, new Uint8Array(this.capacity));
    this.as = enlarged(this.as, new Int32Array(this.capacity));
    this.bs = enlarged(this.bs, new Int32Array(this.capacity));
    this.position = enlarged(this.position, new Int32Array(this.capacity));
    this.heap = enlarged(this.heap, new Int32Array(this.capacity));
  }
}

/** `into`, filled with what `from` holds. */
export function enlarged<T extends Float64Array | Int32Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
