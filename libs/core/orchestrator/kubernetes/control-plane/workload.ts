import type { PodRecord } from './pod-record.js';

/** Whatever owns pods and brings them to what its object says. */
export interface Workload {
  /** `ReplicaSet/default/web-7f9c`: unique. */
  readonly key: string;
  /** `deployment/web`: who asked, as the run record says it. */
  readonly ownerName: string;
  readonly minReadySeconds: number;
  /** How many pods its object asks for, which percentages of disruption budgets refer to. */
  readonly scale: number;
  readonly pods: Set<PodRecord>;
  /** Takes a pod out of its counts before it changes and puts it back after. */
  tally(pod: PodRecord, sign: 1 | -1): void;
  /** Called in the same instant after something about it changed; may be called again at once. */
  reconcile(): void;
  /** A pod has just been finished or its object is gone. */
  podEnded?(pod: PodRecord): void;
  /** The application has a new image. */
  release?(app: string, image: string): void;
}
