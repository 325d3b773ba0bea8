import type { WorldEvent } from '../../world-event.js';
import type { ClusterState } from './cluster-state.js';
import { isTerminal, type PodRecord } from './pod-record.js';

type PhaseReport = Extract<WorldEvent, { kind: 'pod-phase' }>;

function setAgentReady(state: ClusterState, pod: PodRecord, ready: boolean): void {
  pod.agentReady = ready;
  const unknown = pod.node !== null && state.nodes.get(pod.node)?.health === 'unknown';
  state.setReady(pod, ready && !unknown);
}

function finish(state: ClusterState, pod: PodRecord, report: PhaseReport): void {
  if (isTerminal(pod)) return;
  setAgentReady(state, pod, false);
  state.change(pod, () => {
    pod.phase = report.phase === 'succeeded' ? 'Succeeded' : 'Failed';
    pod.exitCode = report.exitCode;
    pod.finishedUs = state.nowUs;
  });
  state.placer.podChanged(pod);
  if (pod.deletedUs === null) pod.owner?.podEnded?.(pod);
}

/** What a node agent says of a pod becomes the pod's status. */
export function applyPodPhase(state: ClusterState, report: PhaseReport): void {
  const pod = state.pods.get(report.pod);
  if (pod === undefined) return;
  if (report.phase === 'gone') {
    if (pod.deletedUs === null && !isTerminal(pod)) state.note('pod-lost', pod.name, `Pod ${pod.name} is gone: ${report.reason}`, pod.id, pod.node);
    state.removePod(pod);
    return;
  }
  if (report.phase === 'succeeded' || report.phase === 'failed') return finish(state, pod, report);
  if (report.phase === 'pulling' || report.phase === 'pull-failed' || report.phase === 'starting') return;
  if (pod.phase === 'Pending' || pod.restarts !== report.restarts) {
    state.change(pod, () => {
      pod.phase = 'Running';
      pod.restarts = report.restarts;
    });
  }
  setAgentReady(state, pod, report.phase === 'ready' || (report.phase === 'running' && pod.agentReady));
}
