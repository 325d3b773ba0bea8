/** What can happen in the world, as numbers: the queue holds no objects. */
export const EventKind = {
  fault: 0,
  faultEnd: 1,
  maintenance: 2,
  nodeReturn: 3,
  nodeGone: 4,
  heartbeatDue: 5,
  nodeJoin: 6,
  completion: 7,
  waitOver: 8,
  timeout: 9,
  pullDone: 10,
  unpacked: 11,
  podStep: 12,
  stopStep: 13,
  readinessProbe: 14,
  livenessProbe: 15,
  startupProbe: 16,
  routeApplied: 17,
  retry: 18,
  arrival: 19,
  submission: 20,
  scrape: 21,
  memoryKill: 22,
  window: 23,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** Events of one instant: faults, then what completes, then what arrives, then what the control plane is told. */
const CLASS_OF: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 1, 4];

export const eventClass = (kind: EventKind): number => CLASS_OF[kind] as number;
