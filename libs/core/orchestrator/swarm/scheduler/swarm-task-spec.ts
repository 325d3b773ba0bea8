import type { SwarmResources } from './swarm-node.js';

export interface SwarmPlatform {
  readonly os: string;
  readonly arch: string;
}

/** What placing a task depends on: the same for all tasks of one version of a service. */
export interface SwarmTaskSpec {
  readonly service: string;
  readonly specVersion: number;
  readonly reservations: SwarmResources;
  /** As written: `node.role == worker`. */
  readonly constraints: readonly string[];
  /** Spread descriptors: `node.labels.zone`. */
  readonly spreadPreferences: readonly string[];
  /** 0: no limit. */
  readonly maxReplicasPerNode: number;
  /** Ports published in host mode: `80/tcp`. */
  readonly hostPorts: readonly string[];
  /** Drivers it needs beyond the usual: `Volume/rexray`. */
  readonly plugins?: readonly string[];
  readonly platforms: readonly SwarmPlatform[];
}
