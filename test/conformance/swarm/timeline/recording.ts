import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface TaskEvent {
  readonly t: number;
  readonly v: number;
  readonly k: 'task';
  readonly op: 'create' | 'update' | 'remove';
  readonly id: string;
  readonly svc: string;
  readonly slot: number;
  readonly node: string;
  readonly ds: string;
  readonly st: string;
  readonly sv: number;
  readonly msg: string;
  readonly err?: string;
  readonly sts: number;
}

export interface ServiceEvent {
  readonly t: number;
  readonly v: number;
  readonly k: 'service';
  readonly op: 'create' | 'update' | 'remove';
  readonly svc: string;
  readonly us?: string;
  readonly msg?: string;
}

export interface NodeEvent {
  readonly t: number;
  readonly v: number;
  readonly k: 'node';
  readonly op: 'create' | 'update' | 'remove';
  readonly node: string;
  readonly st: 'unknown' | 'ready' | 'down' | 'disconnected';
  readonly av: 'active' | 'pause' | 'drain';
  readonly labels?: Readonly<Record<string, string>>;
  readonly msg?: string;
}

export type RecordedEvent = TaskEvent | ServiceEvent | NodeEvent;

export interface Checkpoint {
  readonly t: number;
  readonly label: string;
  readonly running: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly slots: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly pending: readonly { readonly svc: string; readonly slot: number; readonly msg: string; readonly err?: string }[];
}

export interface RecordedAction {
  readonly t: number;
  readonly ms: number;
  readonly label: string;
  readonly detail?: unknown;
}

export interface RecordedRun {
  readonly run: string;
  readonly heartbeatMs: number;
  readonly actions: readonly RecordedAction[];
  readonly checkpoints: readonly Checkpoint[];
  readonly events: readonly RecordedEvent[];
  readonly nodesAtStart: readonly {
    readonly id: string;
    readonly host: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly cpus: number;
    readonly generic?: unknown;
  }[];
}

export interface Timeline {
  readonly name: string;
  readonly input: { readonly note?: string; readonly update?: Readonly<Record<string, unknown>> };
  readonly stable: {
    readonly checkpoints: readonly { readonly label: string; readonly countsMultiset: boolean; readonly slotSet: boolean; readonly pendingMsgs: boolean }[];
    readonly updateStates?: { readonly same: boolean; readonly seq: readonly string[] };
  };
  readonly runs: readonly RecordedRun[];
}

/** The repository's own, and those that lie beside it where there are more. */
const FOLDERS = [
  join(__dirname, '..', '..', 'recordings', 'swarm-timelines'),
  resolve(__dirname, '..', '..', '..', '..', '..', 'shared', 'conformance', 'recorded', 'swarm-timelines'),
];

/** Whatever recordings lie in the folders, each name once. */
export function timelines(): readonly Timeline[] {
  const found = new Map<string, Timeline>();
  for (const folder of FOLDERS.filter((one) => existsSync(one))) {
    for (const name of readdirSync(folder).filter((file) => /\.json(\.gz)?$/.test(file))) {
      const bytes = readFileSync(join(folder, name));
      const one = JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as Timeline;
      // Other files hold repeats of one moment, not whole timelines.
      const isTimeline = Array.isArray(one.runs) && one.runs.every((run) => Array.isArray(run.events) && Array.isArray(run.checkpoints));
      if (isTimeline && !found.has(one.name)) found.set(one.name, one);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
