import type { Samples } from './usage-ratio.js';

/** A pod as the autoscaler looks at it; times in seconds on one clock. */
export interface ScaledPod {
  readonly name: string;
  readonly deleted: boolean;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  /** Null: no Ready condition yet. */
  readonly ready: boolean | null;
  readonly readySinceSecond: number;
  readonly startSecond: number | null;
}

export interface Patience {
  readonly nowSecond: number;
  readonly cpuInitializationSeconds: number;
  readonly readinessDelaySeconds: number;
  /** When the samples were taken and over which time. */
  readonly sampleSecond: number;
  readonly windowSeconds: number;
}

export interface GroupedPods {
  readonly ready: number;
  readonly unready: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
  readonly ignored: ReadonlySet<string>;
}

/** CPU of a pod that is starting says nothing about its load. */
function cpuIsUnreliable(pod: ScaledPod, patience: Patience): boolean {
  if (pod.ready === null || pod.startSecond === null) return true;
  if (pod.startSecond + patience.cpuInitializationSeconds > patience.nowSecond) {
    return !pod.ready || patience.sampleSecond < pod.readySinceSecond + patience.windowSeconds;
  }
  return !pod.ready && pod.startSecond + patience.readinessDelaySeconds > pod.readySinceSecond;
}

export function groupPods(pods: readonly ScaledPod[], samples: Samples, isCpu: boolean, patience: Patience): GroupedPods {
  const unready = new Set<string>();
  const missing = new Set<string>();
  const ignored = new Set<string>();
  let ready = 0;
  for (const pod of pods) {
    if (pod.deleted || pod.phase === 'Failed') ignored.add(pod.name);
    else if (pod.phase === 'Pending') unready.add(pod.name);
    else if (!samples.has(pod.name)) missing.add(pod.name);
    else if (isCpu && cpuIsUnreliable(pod, patience)) unready.add(pod.name);
    else ready++;
  }
  return { ready, unready, missing, ignored };
}
