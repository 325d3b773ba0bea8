import type { SwarmReservations, SwarmService } from '../swarm-service.js';

/** A node as it describes itself and as its managers see it. */
export interface SwarmSnapshotNode {
  readonly id: string;
  readonly hostname: string;
  readonly os: string;
  readonly arch: string;
  readonly role: 'manager' | 'worker';
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly engineLabels: Readonly<Record<string, string>>;
  /** `Volume/local`; undefined: it does not say. */
  readonly plugins: readonly string[] | undefined;
  readonly availability: 'active' | 'pause' | 'drain';
  readonly state: 'ready' | 'down' | 'unknown' | 'disconnected';
  readonly resources: SwarmReservations;
}

/** A task that holds something on a node. */
export interface SwarmSnapshotTask {
  /** As the stack file calls it, or as it was written where the stack has none of that name. */
  readonly service: string;
  /** The node's id. */
  readonly node: string;
  readonly slot: number;
  /** It counts for its service; one that was told to end only holds its resources. */
  readonly active: boolean;
  readonly reservations: SwarmReservations;
  readonly hostPorts: readonly string[];
}

/** A picture of a Swarm: what there is, and the stack whose missing tasks are to be placed. */
export interface SwarmSnapshot {
  readonly nodes: readonly SwarmSnapshotNode[];
  readonly tasks: readonly SwarmSnapshotTask[];
  readonly services: readonly SwarmService[];
}
