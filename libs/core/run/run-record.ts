import type { RunMetrics } from './metrics.js';
import type { Fault, Verdict } from './verdict.js';

/** Version of everything that can change a record: bumped with the simulator, the control planes or this format. */
export const ENGINE = 'regatta-sim/1';

/** The same of live runs: drivers, measurements and what they are scored by. */
export const LIVE_ENGINE = 'regatta-live/1';

/** A file of an entry; text, because every dialect is text. */
export interface RecordedFile {
  readonly path: string;
  readonly text: string;
  /** Of a WebAssembly module: `text` is its bytes. */
  readonly encoding?: 'base64';
}

/**
 * All that a run produced, reproducible from itself: the inputs are inside. `recordDigest` is the SHA-256 of the
 * canonical JSON of everything else; the same engine, scenario, seed and entry give the same bytes on every machine.
 */
export interface RunRecord {
  readonly format: 1;
  readonly engine: string;
  readonly world: 'simulated' | 'live';
  readonly entry: { readonly digest: string; readonly division: string; readonly files: readonly RecordedFile[] };
  readonly scenario: { readonly id: string; readonly digest: string; readonly text: string };
  readonly seed: number;
  readonly verdict: Verdict;
  readonly fault: Fault;
  /** Why, in one sentence, when the verdict is not `completed`. */
  readonly cause: string | null;
  readonly metrics: RunMetrics | null;
  readonly timeline: Timeline | null;
  readonly log: EventLog;
  /** Of plugins alone: what theirs said, so that the run can be replayed without it. */
  readonly answers?: RecordedAnswerLog;
  readonly recordDigest: string;
}

/** Every line a contestant's process answered, in order, and how it ended when it did not last to the end. */
export interface RecordedAnswerLog {
  readonly lines: readonly string[];
  readonly failure: { readonly failure: Exclude<Verdict, 'completed' | 'rejected'>; readonly cause: string } | null;
}

/** Columns of equal length, one row a window: what the submission page draws. Latencies in µs, shares 0..1. */
export interface Timeline {
  readonly windowUs: number;
  readonly startUs: readonly number[];
  readonly apps: readonly AppTimeline[];
  readonly nodesUp: readonly number[];
  readonly nodesUsed: readonly number[];
  readonly cpuUsedShare: readonly number[];
  readonly cpuRequestedShare: readonly number[];
  readonly podsPending: readonly number[];
  readonly faults: readonly { readonly atUs: number; readonly untilUs: number | null; readonly fault: string; readonly target: string }[];
}

export interface AppTimeline {
  readonly app: string;
  readonly offered: readonly number[];
  readonly served: readonly number[];
  readonly good: readonly number[];
  readonly p99Us: readonly (number | null)[];
  readonly replicasReady: readonly number[];
  readonly replicasWanted: readonly number[];
}

/** One line an event, in order: `[timeUs, kind, …fields]` as canonical JSON. Bounded; what went over is counted, never silently dropped. */
export interface EventLog {
  readonly lines: readonly string[];
  readonly omitted: number;
  /** SHA-256 over all lines, the omitted ones too. */
  readonly digest: string;
}
