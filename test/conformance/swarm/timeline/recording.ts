import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

const FOLDER = join(__dirname, '..', '..', 'recordings', 'swarm-timelines');

/** Whatever recordings lie in the folder. */
export function timelines(): readonly Timeline[] {
  if (!existsSync(FOLDER)) return [];
  const files = readdirSync(FOLDER).filter((name) => /\.json(\.gz)?$/.test(name));
  return files.sort().flatMap((name) => {
    const bytes = readFileSync(join(FOLDER, name));
    const one = JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as Timeline;
    return Array.isArray(one.runs) ? [one] : [];
  });
}
