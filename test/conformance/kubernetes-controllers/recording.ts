import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject } from '#core/orchestrator/kubernetes';

export interface RecordedEvent {
  readonly t: number;
  readonly seg: number;
  readonly kind: string;
  readonly pod?: string;
  readonly owner?: string;
}

export interface RecordedRun {
  readonly run: number;
  readonly t0PhaseMs: number;
  readonly actions: readonly { readonly t: number; readonly label: string }[];
  readonly setupPlacement: Readonly<Record<string, string>>;
  readonly snapshots: readonly { readonly pods: readonly { readonly pod: string; readonly node: string; readonly ready: boolean; readonly owner: string }[] }[];
  readonly leaseRenewals?: Readonly<Record<string, readonly number[]>>;
  readonly envelope: { readonly minReadyNotTerminating: number; readonly maxPodsNotTerminating: number; readonly maxPodsInclTerminating: number };
  readonly events: readonly RecordedEvent[];
}

export interface Recording {
  readonly scenario: string;
  readonly desc: string;
  readonly inputs: readonly { readonly kind?: string; readonly object?: KubernetesObject; readonly patch?: string; readonly body?: object }[];
  readonly compare: {
    readonly tracks: Readonly<Record<string, { readonly stable: boolean; readonly allRuns?: readonly string[]; readonly run1?: readonly string[] } | null>>;
  };
  readonly runs: readonly RecordedRun[];
}

const FOLDER = join(__dirname, '..', 'recordings', 'kubernetes-controllers');

export const recordingNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json.gz'))
    .map((file) => file.slice(0, -'.json.gz'.length));

export function readRecording(name: string): Recording {
  const file = join(FOLDER, `${name}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Recording;
}

type Json = { [key: string]: unknown };

/** A strategic merge as far as the recordings need it: objects merge, containers merge by name, the rest replaces. */
export function merged(into: unknown, patch: unknown): unknown {
  if (Array.isArray(patch) && Array.isArray(into) && patch.some((one) => (one as Json).name !== undefined)) {
    const known = into as Json[];
    const changed = known.map((one) => merged(one, (patch as Json[]).find((p) => p.name === one.name) ?? {}));
    return [...changed, ...(patch as Json[]).filter((p) => !known.some((one) => one.name === p.name))];
  }
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Json = { ...(into as Json | undefined) };
  for (const [key, value] of Object.entries(patch)) result[key] = merged(result[key], value);
  return result;
}
