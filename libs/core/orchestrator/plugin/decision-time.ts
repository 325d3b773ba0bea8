/**
 * What deciding costs, in simulated time. It follows from what was asked and what was answered and from nothing else, so that
 * the same answers give the same run on every machine; wall clocks only end processes that take too long.
 *
 *   1 ms  +  nodes × (pods newly pending + decisions) × 0.5 µs  +  (bytes asked + bytes answered) / 64 µs  +  1 ms × decisions refused before
 *
 * The node term is what looking at every node for every pod takes; kube-scheduler's own algorithm takes about 3 µs for each.
 */
export function decisionTimeUs(step: {
  readonly nodes: number;
  readonly pods: number;
  readonly decisions: number;
  readonly askedBytes: number;
  readonly answeredBytes: number;
  readonly refused: number;
}): number {
  const looks = step.nodes * (step.pods + step.decisions);
  return 1000 + Math.floor(looks / 2) + Math.floor((step.askedBytes + step.answeredBytes) / 64) + 1000 * step.refused;
}

/** The same as text, for the `start` message and the documentation. */
export const DECISION_TIME_FORMULA = '1000 + floor(nodes * (newPods + decisions) / 2) + floor((bytesAsked + bytesAnswered) / 64) + 1000 * refused';
