export type { Action, Note } from './action.js';
export type { ControlPlane } from './control-plane.js';
export type { AppUsage, PodPhase, PodUsage, SubmittedJob, SubmittedPod, WorldEvent } from './world-event.js';
