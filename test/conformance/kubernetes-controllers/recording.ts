import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject } from '#core/orchestrator/kubernetes';

export interface RecordedEvent {
  readonly t: number;
  readonly seg: number;
  readonly kind: string;
  readonly pod?: string;
  readonly owner?: string;
  readonly node?: string;
  readonly name?: string;
  readonly rs?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly attempt?: number;
  readonly status?: Readonly<Record<string, unknown>>;
}

export interface RecordedPod {
  readonly pod: string;
  readonly owner: string;
  readonly node: string | null;
  readonly ready: boolean;
  /** Milliseconds from the first action, whole wall-clock seconds. */
  readonly created: number;
  readonly readySince: number | null;
  readonly uidRank: number;
  readonly [more: string]: unknown;
}

export interface RecordedRun {
  readonly run: number;
  readonly t0PhaseMs: number;
  readonly actions: readonly { readonly t: number; readonly label: string }[];
  readonly setupPlacement: Readonly<Record<string, string>>;
  readonly snapshots: readonly { readonly label: string; readonly pods: readonly RecordedPod[] }[];
  readonly leaseRenewals?: Readonly<Record<string, readonly number[]>>;
  readonly envelope: { readonly minReadyNotTerminating: number; readonly maxPodsNotTerminating: number; readonly maxPodsInclTerminating: number };
  readonly events: readonly RecordedEvent[];
}

export interface RecordedTrack {
  /** All runs in the same order, or with the same lines in whatever order; null where there is one run only. */
  readonly stable: boolean | null;
  readonly stableAsSet: boolean | null;
  readonly [run: string]: unknown;
}

export interface RecordedInput {
  readonly kind?: string;
  readonly object?: KubernetesObject;
  readonly patch?: string;
  readonly body?: object;
}

export interface Recording {
  readonly scenario: string;
  readonly desc: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly allocatable: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  }[];
  readonly inputs: readonly RecordedInput[];
  readonly compare: { readonly tracks: Readonly<Record<string, RecordedTrack | null>> };
  readonly runs: readonly RecordedRun[];
}

/** The repository's own, and whatever more of them lies beside the checkout. */
const FOLDERS = [
  join(__dirname, '..', 'recordings', 'kubernetes-controllers'),
  join(__dirname, '..', '..', '..', '..', 'shared', 'conformance', 'recorded', 'kubernetes-controllers'),
];

/** Every recording there is, by name; the same name in both places is the same recording unless the bytes differ. */
export function allRecordings(): ReadonlyMap<string, Recording> {
  const found = new Map<string, Recording>();
  const bytes = new Map<string, Buffer>();
  for (const folder of FOLDERS.filter(existsSync)) {
    for (const file of readdirSync(folder).filter((name) => /\.json(\.gz)?$/.test(name))) {
      const raw = readFileSync(join(folder, file));
      const stem = basename(file).replace(/\.json(\.gz)?$/, '');
      if (bytes.get(stem)?.equals(raw)) continue;
      const name = bytes.has(stem) ? `${stem} (beside the checkout)` : stem;
      bytes.set(stem, raw);
      found.set(name, JSON.parse((file.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8')) as Recording);
    }
  }
  return found;
}

/** The lines of a track as one run has them. */
export function linesOf(track: RecordedTrack, run: RecordedRun): readonly string[] {
  return (track[`run${run.run}`] ?? track.allRuns ?? []) as readonly string[];
}

type Json = { [key: string]: unknown };

/** A strategic merge as far as the recordings need it: objects merge, containers merge by name, null removes, the rest replaces. */
export function merged(into: unknown, patch: unknown): unknown {
  if (Array.isArray(patch) && Array.isArray(into) && patch.some((one) => (one as Json).name !== undefined)) {
    const known = into as Json[];
    const changed = known.map((one) => merged(one, (patch as Json[]).find((p) => p.name === one.name) ?? {}));
    return [...changed, ...(patch as Json[]).filter((p) => !known.some((one) => one.name === p.name))];
  }
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Json = { ...(into as Json | undefined) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
