import type { MarathonApp, RoleQuota, RoleWeight } from '../marathon-app.js';

export interface SnapshotAgent {
  readonly hostname: string;
  readonly region: string | null;
  readonly zone: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resources: SnapshotResources;
  /** By role, part of `resources`. */
  readonly reserved: Readonly<Record<string, SnapshotResources>>;
  /** Null: what the tasks of the snapshot use. */
  readonly used: SnapshotResources | null;
  /** Why the master does not offer it; null when it does. */
  readonly inactive: string | null;
  readonly underMaintenance: boolean;
}

export interface SnapshotResources {
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly gpus: number;
  readonly ports: number;
}

export interface SnapshotTask {
  readonly app: string;
  readonly host: string;
  readonly state: string;
}

/** A picture of a Mesos cluster with Marathon: what `regatta explain` reads. */
export interface MesosSnapshot {
  readonly agents: readonly SnapshotAgent[];
  readonly apps: readonly MarathonApp[];
  readonly tasks: readonly SnapshotTask[];
  readonly weights: readonly RoleWeight[];
  readonly quotas: readonly RoleQuota[];
}
