import { MINUTE, NEVER, SECOND } from '#core/units';
import type { RawConfiguration } from '../configuration/raw-configuration.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import type { ClusterEvent } from './cluster-event.js';
import { Heap } from './heap.js';
import { type HintFactsOf, ownFacts } from './hint-facts.js';
import { mayHelp } from './may-help.js';
import { type BackoffLimits, backoffEnd, backsOff, type QueuedPod, queuedBefore } from './queued-pod.js';

/** Longest that a pod waits for an event, looked at twice a minute. */
const PATIENCE = 5 * MINUTE;
const PATROL = 30 * SECOND;

interface Place {
  readonly queued: QueuedPod;
  readonly move: number;
}

export interface QueueOptions {
  readonly configuration?: unknown;
  /** The scheduler's own `hintFacts`, where profiles add something to pods. */
  readonly hintFacts?: HintFactsOf;
}

/** Which pending pod is tried next, and which wait for what. Times are given, never read. */
export class SchedulingQueue {
  private readonly limits: BackoffLimits;
  private readonly hintFacts: HintFactsOf;
  private readonly known = new Map<PodInfo, QueuedPod>();
  private readonly waiting = new Set<QueuedPod>();
  private readonly active = new Heap<Place>((a, b) => queuedBefore(a.queued, b.queued));
  private readonly backoff: Heap<Place>;
  private readonly errorBackoff: Heap<Place>;
  private serial = 0;

  constructor(options: QueueOptions = {}) {
    const raw = (options.configuration ?? {}) as RawConfiguration;
    this.limits = { initialUs: (raw.podInitialBackoffSeconds ?? 1) * SECOND, maxUs: (raw.podMaxBackoffSeconds ?? 10) * SECOND };
    this.hintFacts = options.hintFacts ?? ownFacts;
    const endsBefore = (a: Place, b: Place) => this.endsBefore(a.queued, b.queued);
    this.backoff = new Heap(endsBefore);
    this.errorBackoff = new Heap(endsBefore);
  }

  get size(): number {
    return this.known.size;
  }

  /** `gated`: it has scheduling gates and is not tried before `ungate`. */
  add(pod: PodInfo, nowUs: number, gated = false): void {
    if (this.known.has(pod)) throw new Error(`pod ${pod.key} is already queued`);
    const queued: QueuedPod = {
      pod,
      serial: this.serial++,
      timestampUs: nowUs,
      rejections: 0,
      errors: 0,
      rejectedBy: new Set(),
      where: 'unschedulable',
      move: 0,
    };
    this.known.set(pod, queued);
    this.put(queued, gated ? 'gated' : 'active');
  }

  ungate(pod: PodInfo): void {
    const queued = this.known.get(pod);
    if (queued?.where === 'gated') this.put(queued, 'active');
  }

  /** Bound or deleted. */
  remove(pod: PodInfo): void {
    const queued = this.known.get(pod);
    if (queued === undefined) return;
    this.put(queued, 'gone');
    this.known.delete(pod);
  }

  /** The next pod to try. With nothing else to do, pods in backoff are not made to wait it out, unless an error put them there. */
  pop(nowUs: number): PodInfo | null {
    this.flush(nowUs);
    const queued = this.take(this.active) ?? this.take(this.backoff);
    if (queued === null) return null;
    this.put(queued, 'gone');
    return queued.pod;
  }

  /** No node was found: it waits for an event that may help against one of these plugins. Where none of them is to blame (there are no nodes), something went wrong. */
  rejected(pod: PodInfo, rejectedBy: ReadonlySet<string>, nowUs: number): void {
    if (rejectedBy.size === 0) return this.erred(pod, nowUs);
    const queued = this.failed(pod, nowUs);
    queued.rejections++;
    queued.errors = 0;
    queued.rejectedBy = rejectedBy;
    this.put(queued, 'unschedulable');
  }

  /** The attempt itself went wrong: it is tried again after its backoff, whatever happens. */
  erred(pod: PodInfo, nowUs: number): void {
    const queued = this.failed(pod, nowUs);
    queued.errors++;
    this.put(queued, 'error-backoff');
  }

  /** Returns the pods that the event moved, and where to. `priorityMax`: it does not concern pods above that. */
  event(event: ClusterEvent, nowUs: number, priorityMax = Number.POSITIVE_INFINITY): readonly QueuedPod[] {
    const moved = [...this.waiting].filter((q) => q.pod.traits.priority <= priorityMax && mayHelp(q, event, this.hintFacts));
    for (const queued of moved) this.wake(queued, nowUs);
    return moved;
  }

  /** Something changed about the pod itself, or about what no hint speaks of: try it again. */
  retry(pod: PodInfo, nowUs: number): void {
    const queued = this.known.get(pod);
    if (queued?.where === 'unschedulable') this.wake(queued, nowUs);
  }

  /** When `pop` may have something again, if no event comes before. */
  nextWakeUs(nowUs: number): number {
    if (this.peek(this.active) ?? this.peek(this.backoff)) return nowUs;
    let next = NEVER;
    const erred = this.peek(this.errorBackoff);
    if (erred) next = backoffEnd(erred.queued, this.limits) + SECOND;
    // Who waits is held in the order of failing: the first has waited longest.
    for (const { timestampUs } of this.waiting) {
      next = Math.min(next, Math.floor((timestampUs + PATIENCE) / PATROL) * PATROL + PATROL);
      break;
    }
    return Math.max(next, nowUs);
  }

  private failed(pod: PodInfo, nowUs: number): QueuedPod {
    const queued = this.known.get(pod);
    if (queued === undefined) throw new Error(`pod ${pod.key} is not queued`);
    queued.timestampUs = nowUs;
    queued.serial = this.serial++;
    return queued;
  }

  private wake(queued: QueuedPod, nowUs: number): void {
    this.put(queued, backsOff(queued, nowUs, this.limits) ? 'backoff' : 'active');
  }

  private put(queued: QueuedPod, where: QueuedPod['where']): void {
    this.waiting.delete(queued);
    queued.where = where;
    queued.move++;
    const place = { queued, move: queued.move };
    if (where === 'active') this.active.push(place);
    else if (where === 'backoff') this.backoff.push(place);
    else if (where === 'error-backoff') this.errorBackoff.push(place);
    else if (where === 'unschedulable') this.waiting.add(queued);
  }

  private flush(nowUs: number): void {
    for (const heap of [this.backoff, this.errorBackoff]) {
      for (let top = this.peek(heap); top && !backsOff(top.queued, nowUs, this.limits); top = this.peek(heap)) this.put(top.queued, 'active');
    }
    const patrol = Math.floor(nowUs / PATROL) * PATROL;
    for (const queued of this.waiting) {
      if (patrol - queued.timestampUs <= PATIENCE) break;
      this.wake(queued, nowUs);
    }
  }

  private take(heap: Heap<Place>): QueuedPod | null {
    const top = this.peek(heap);
    heap.pop();
    return top?.queued ?? null;
  }

  private peek(heap: Heap<Place>): Place | undefined {
    for (let top = heap.peek(); top; top = heap.peek()) {
      if (top.move === top.queued.move) return top;
      heap.pop();
    }
    return undefined;
  }

  private endsBefore(a: QueuedPod, b: QueuedPod): boolean {
    const [ea, eb] = [backoffEnd(a, this.limits), backoffEnd(b, this.limits)];
    return ea === eb ? queuedBefore(a, b) : ea < eb;
  }
}
