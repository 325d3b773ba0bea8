/** What a swarm node says about itself. CPU in billionths of a core, memory in bytes, as swarmkit has them. */
export interface SwarmNode {
  readonly id: string;
  /** Null: the node never described itself. */
  readonly description: {
    readonly hostname: string;
    readonly os: string;
    readonly arch: string;
    readonly engineLabels: Readonly<Record<string, string>>;
    /** `Volume/local`, `Network/overlay`, `Log/json-file`; absent: it does not say. */
    readonly plugins?: readonly string[] | undefined;
  } | null;
  readonly role: 'manager' | 'worker';
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly availability: 'active' | 'pause' | 'drain';
  readonly state: 'ready' | 'down' | 'unknown' | 'disconnected';
  readonly resources: SwarmResources;
}

export interface SwarmResources {
  readonly nanoCpus: number;
  readonly memoryBytes: number;
  /** Generic resources by kind: a count, or the names of what there is. */
  readonly generic: Readonly<Record<string, number | readonly string[]>>;
}

export const NO_SWARM_RESOURCES: SwarmResources = { nanoCpus: 0, memoryBytes: 0, generic: {} };
