import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeObject, PodObject, ServiceObject } from '#core/orchestrator/kubernetes/scheduler';
import { RECORDINGS, readGzipped } from './recording';

export interface Step {
  readonly assumedOn?: string | null;
  readonly bestAnyOf?: readonly string[];
  readonly filter: Readonly<Record<string, { readonly code: string; readonly plugin?: string; readonly reasons?: readonly string[] }>>;
  readonly scores?: Readonly<Record<string, { readonly total: number; readonly weightedByPlugin: Readonly<Record<string, number>> }>> | null;
}

export interface ClusterCase {
  readonly id: string;
  readonly input: { readonly nodes: NodeObject[]; readonly existingPods?: PodObject[]; readonly pods: PodObject[]; readonly services?: ServiceObject[] };
  readonly expected: { readonly steps: readonly Step[] };
}

/** Generated clusters with what the default profile made of them, from every file that has some. */
export const clusterCases = (): readonly ClusterCase[] =>
  readdirSync(RECORDINGS)
    .filter((file) => /^kubernetes-clusters.*\.json(\.gz)?$/.test(file))
    .flatMap((file) => readGzipped<{ readonly cases: readonly ClusterCase[] }>(join(RECORDINGS, file)).cases);
