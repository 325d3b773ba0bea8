import type { PodOnNode } from '../node/pod-on-node.js';

/** What the scenario called a pod that it submitted: control planes name pod and owner after it (`pod/pod-17`, `/pod-17`, `pod-17.1`). */
export function keyOfPod({ spec }: PodOnNode): string {
  const owner = spec.owner.slice(spec.owner.lastIndexOf('/') + 1);
  return owner === '' ? spec.name : owner;
}
