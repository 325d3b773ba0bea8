import type { App, Node, Plugin, Pod, Pool } from './index.js';

type Given<T> = Partial<Omit<T, 'pods' | 'node' | 'state' | 'cpuFree' | 'memoryFree' | 'podsFree' | 'extendedFree'>>;

/** A judge for tests: the real messages, decisions checked by the judge's rules, no simulated traffic. */
export declare class LocalJudge {
  constructor(plugin: Plugin, cluster?: { readonly nodes?: number | readonly Given<Node>[]; readonly apps?: readonly App[]; readonly pools?: readonly Pool[] });
  readonly nowUs: number;
  readonly refused: readonly { readonly code: string; readonly decision: unknown }[];
  readonly evicted: readonly string[];
  readonly scaled: readonly { readonly workload: string; readonly replicas: number }[];
  submit(pod?: Given<Pod> & { readonly count?: number }): string[];
  addNode(node?: Given<Node>): string;
  removeNode(name: string): void;
  finish(pod: string): void;
  tell(event: object): void;
  step(afterUs?: number): readonly object[];
  nodeOf(pod: string): string | null;
  podsOn(node: string): string[];
}
