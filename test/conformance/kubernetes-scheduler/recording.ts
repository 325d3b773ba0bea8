import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DisruptionBudgetObject, NodeObject, PodObject, ReplicaSetObject, ServiceObject } from '#core/orchestrator/kubernetes/scheduler';

export const RECORDINGS = join(__dirname, '../recordings');

export interface Table {
  readonly feasible: readonly number[];
  readonly total: readonly number[];
  readonly scores: Readonly<Record<string, number | readonly number[]>>;
  readonly ties: readonly number[];
}

export interface Result {
  readonly node?: number | null;
  readonly evaluated?: number;
  readonly feasibleCount?: number;
  readonly table?: Table;
  readonly hint?: unknown;
  readonly reason?: string;
  readonly message?: string;
  readonly nominated?: number;
  readonly victims?: readonly string[];
  readonly preemptMessage?: string;
  readonly evicted?: readonly string[];
  readonly skipped?: boolean;
}

export type Operation =
  | { readonly op: 'create'; readonly pod: PodObject }
  | { readonly op: 'delete'; readonly ns: string; readonly name: string }
  | { readonly op: 'patchNode'; readonly name: string; readonly patch: object }
  | { readonly op: 'createNode'; readonly node: NodeObject }
  | { readonly op: 'deleteNode'; readonly name: string };

export interface Recording {
  readonly config: { readonly parallelism: number; readonly percentageOfNodesToScore?: number };
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly objects: readonly (ServiceObject & ReplicaSetObject & DisruptionBudgetObject & { readonly kind: string })[];
  readonly nodeNames: readonly string[];
  readonly nodeTreeAddOrder: readonly number[];
  readonly nodes: readonly NodeObject[];
  readonly ops: readonly Operation[];
  readonly results: readonly Result[];
}

/** Packed or not. */
export function readGzipped<T>(path: string): T {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
}

export const recordingNames = (): string[] => readdirSync(join(RECORDINGS, 'kubernetes')).filter((f) => /\.json(\.gz)?$/.test(f));
export const readRecording = (name: string): Recording => readGzipped(join(RECORDINGS, 'kubernetes', name));
