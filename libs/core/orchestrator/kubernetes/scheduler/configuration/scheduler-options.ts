/** `heap`: Kubernetes 1.35 and later, decided by the mechanics of its heap. `uniform`: earlier, drawn among the best. */
export type TieRule = 'heap' | 'uniform';
/** Minor versions whose formulas differ. */
export type SchedulerVersion = '1.35' | '1.36';

export interface SchedulerOptions {
  /** A KubeSchedulerConfiguration as parsed from its file; {} is the default. */
  readonly configuration?: unknown;
  readonly version?: SchedulerVersion;
  readonly ties?: TieRule;
  /** For draws: ties of the `uniform` rule, where preemption starts to look. */
  readonly seed?: number | string;
}
