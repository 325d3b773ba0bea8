import type { PodStats, Routes, WorkloadConfig } from './plan.js';
import type { Frame } from './reliable-link.js';

/** A health check, as the control plane ordered it. Times in µs. */
export interface AgentProbe {
  readonly initialDelayUs: number;
  readonly periodUs: number;
  readonly timeoutUs: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

export interface AgentBackoff {
  readonly firstUs: number;
  readonly factor: number;
  readonly maxUs: number;
  readonly resetAfterUs: number;
}

/** Everything a node agent needs to run one pod. */
export interface PodOrder {
  readonly pod: number;
  readonly image: string;
  /** The image is on the node already. */
  readonly warm: boolean;
  readonly unpackBytesPerSecond: number;
  readonly workload: WorkloadConfig;
  readonly memoryLimitBytes: number | null;
  readonly restart: { readonly policy: 'always' | 'on-failure' | 'never'; readonly backoff: AgentBackoff };
  readonly pullBackoff: AgentBackoff;
  readonly startup: AgentProbe | null;
  readonly readiness: AgentProbe | null;
  readonly liveness: AgentProbe | null;
  /** Chance of a start to end in a crash, thousandths, and what it is drawn from. */
  readonly crashMilli: number;
  readonly salt: string;
}

export type ToAgent =
  | { readonly start: PodOrder }
  | { readonly stop: number; readonly graceUs: number; readonly preStopUs: number }
  | { readonly kill: number }
  | { readonly retrieve: string; readonly unpackBytesPerSecond: number }
  | { readonly routes: Routes }
  | { readonly crashMilli: Readonly<Record<string, number>> }
  | { readonly scrape: number };

export interface PhaseReport {
  readonly pod: number;
  readonly phase: 'pulling' | 'pull-failed' | 'starting' | 'running' | 'ready' | 'unready' | 'restarting' | 'succeeded' | 'failed' | 'gone';
  readonly exitCode: number;
  readonly restarts: number;
  readonly reason: string;
  readonly atUs: number;
}

export interface StoredReport {
  readonly image: string;
  readonly bytes: number;
  /** Bytes that had to be fetched; 0 when all of it was there. */
  readonly fetched: number;
  /** When it was asked for. */
  readonly startedUs: number;
  readonly atUs: number;
  /** Why it failed; null: it is there. */
  readonly failure: string | null;
}

export type FromAgent =
  | { readonly phase: PhaseReport }
  | { readonly stored: StoredReport }
  | { readonly usage: number; readonly pods: readonly (PodStats & { readonly pod: number })[] };

/** Between hub and agent. */
export type AgentLine =
  | { readonly hello: string; readonly boot: string }
  | { readonly ping: number }
  | { readonly beat: number }
  | { readonly frame: Frame<FromAgent> };
export type HubLine = { readonly pong: number } | { readonly welcome: true } | { readonly frame: Frame<ToAgent> };
