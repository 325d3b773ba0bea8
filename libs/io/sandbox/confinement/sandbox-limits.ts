const MEBIBYTE = 1024 * 1024;

/** What one sandbox may use. Memory and processes are the manifest's, within its bounds; the rest is the same for all. */
export interface SandboxLimits {
  readonly memoryBytes: number;
  readonly processes: number;
}

export const USUAL_LIMITS: SandboxLimits = { memoryBytes: 256 * MEBIBYTE, processes: 64 };

export const BOX = {
  /** Where the entry lies, and the only places that can be written. They count as memory. */
  bytes: 24 * MEBIBYTE,
  inodes: 2048,
  openFiles: 256,
  /** Cores. */
  cpus: 1,
} as const;

/** What one process may take and say in a run. Wall times are long: they end what hangs, no result depends on them. */
export interface SessionBudget {
  readonly answerWallMs: number;
  readonly startWallMs: number;
  readonly totalWallMs: number;
  readonly cpuMs: number;
  /** One line. */
  readonly answerBytes: number;
  readonly stderrBytes: number;
}

export const USUAL_BUDGET: SessionBudget = {
  answerWallMs: 10_000,
  startWallMs: 30_000,
  totalWallMs: 240_000,
  cpuMs: 180_000,
  answerBytes: 4 * MEBIBYTE,
  stderrBytes: MEBIBYTE,
};
