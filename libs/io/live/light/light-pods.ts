import type { PodToRun } from '#core/cluster';
import type { LivePod, LivePodPhase } from '../cluster/live-cluster.js';
import type { PhaseReport } from '../programs/agent-messages.js';
import type { Endpoint } from '../programs/plan.js';

export interface LightPod extends LivePod {
  readonly spec: PodToRun;
  phase: LivePodPhase;
  readonly node: number;
  readonly endpoint: Endpoint;
  /** Somebody asked for its end. */
  stopping: boolean;
}

const PHASES: Readonly<Record<PhaseReport['phase'], LivePodPhase>> = {
  pulling: 'pulling',
  'pull-failed': 'pulling',
  starting: 'starting',
  running: 'running',
  ready: 'ready',
  unready: 'unready',
  restarting: 'starting',
  succeeded: 'ended',
  failed: 'ended',
  gone: 'ended',
};

export const livePhase = (phase: PhaseReport['phase']): LivePodPhase => PHASES[phase];
