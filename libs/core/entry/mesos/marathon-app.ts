import type { Place } from '../entry.js';
import type { WrittenConstraint } from './constraint.js';

/** Who asks whether an instance is well: Marathon itself over the network (HTTP, HTTPS, TCP), or the Mesos agent beside it (MESOS_*, COMMAND). */
export interface MarathonHealthCheck {
  readonly by: 'marathon' | 'mesos';
  readonly protocol: string;
  /** Failures after the start that do not count until it was well once. */
  readonly gracePeriodUs: number;
  readonly intervalUs: number;
  readonly timeoutUs: number;
  readonly delayUs: number;
  /** 0: it is never killed for its health. */
  readonly maxConsecutiveFailures: number;
}

export interface MarathonReadinessCheck {
  readonly intervalUs: number;
  readonly timeoutUs: number;
}

/** A Marathon app with the defaults of the 1.11 line filled in. Times in µs, cpus in cores, mem and disk in MiB. */
export interface MarathonApp {
  /** Absolute: `/shop/web`. */
  readonly id: string;
  /** The scenario's application: `regatta/<app>`. */
  readonly app: string;
  readonly image: string;
  readonly instances: number;
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly gpus: number;
  /** `resourceLimits`: null is unlimited. */
  readonly limits: { readonly cpus: number | null; readonly mem: number | null };
  /** Host ports it is given, any that are free. */
  readonly ports: number;
  readonly constraints: readonly WrittenConstraint[];
  /** Ids of apps, those of groups resolved. */
  readonly dependencies: readonly string[];
  readonly upgradeStrategy: { readonly minimumHealthCapacity: number; readonly maximumOverCapacity: number };
  readonly backoff: { readonly backoffUs: number; readonly factor: number; readonly maxLaunchDelayUs: number };
  readonly killSelection: 'YOUNGEST_FIRST' | 'OLDEST_FIRST';
  /** Null: disabled, an unreachable instance is waited for. */
  readonly unreachable: { readonly inactiveAfterUs: number; readonly expungeAfterUs: number } | null;
  readonly killGraceUs: number;
  readonly healthChecks: readonly MarathonHealthCheck[];
  readonly readinessCheck: MarathonReadinessCheck | null;
  readonly role: string;
  /** Roles whose resources it takes: `*` is what nobody has reserved. */
  readonly acceptedResourceRoles: readonly string[];
  /** Label GPU_SCHEDULING_BEHAVIOR: agents with GPUs are left to those that ask for them unless it is unrestricted. */
  readonly takesScarceGpus: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** Amounts by resource name, as the master has them. */
export interface RoleQuota {
  readonly role: string;
  readonly guarantees: Readonly<Record<string, number>>;
  /** Null: no limits but for `guarantees` set through `/quota`, which limit too. */
  readonly limits: Readonly<Record<string, number>>;
  readonly place: Place;
}

export interface RoleWeight {
  readonly role: string;
  readonly weight: number;
}
