import { SECOND } from '#core/units';
import type { Place } from '../entry.js';
import { hostPortCount, type Networked } from './app-ports.js';
import { isMesosCheck } from './app-rules.js';
import type { ConstraintOperator } from './constraint.js';
import type { MarathonApp, MarathonHealthCheck } from './marathon-app.js';

/** An app whose fields have been checked. */
export interface CheckedApp extends Omit<Networked, 'container'> {
  readonly id: string;
  readonly container: NonNullable<Networked['container']> & { readonly type?: string; readonly docker: { readonly image: string } };
  readonly instances?: number;
  readonly cpus?: number;
  readonly mem?: number;
  readonly disk?: number;
  readonly gpus?: number;
  readonly resourceLimits?: { readonly cpus?: number | 'unlimited'; readonly mem?: number | 'unlimited' };
  readonly constraints?: readonly (readonly string[])[];
  readonly dependencies?: readonly string[];
  readonly acceptedResourceRoles?: readonly string[];
  readonly role?: string;
  readonly healthChecks?: readonly CheckedHealthCheck[];
  readonly readinessChecks?: readonly { readonly intervalSeconds?: number; readonly timeoutSeconds?: number }[];
  readonly upgradeStrategy?: { readonly minimumHealthCapacity?: number; readonly maximumOverCapacity?: number };
  readonly backoffSeconds?: number;
  readonly backoffFactor?: number;
  readonly maxLaunchDelaySeconds?: number;
  readonly taskKillGracePeriodSeconds?: number;
  readonly killSelection?: MarathonApp['killSelection'];
  readonly unreachableStrategy?: 'disabled' | { readonly inactiveAfterSeconds?: number; readonly expungeAfterSeconds?: number };
  readonly labels?: Readonly<Record<string, string>>;
}

interface CheckedHealthCheck {
  readonly protocol?: string;
  readonly command?: unknown;
  readonly gracePeriodSeconds?: number;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly delaySeconds?: number;
  readonly maxConsecutiveFailures?: number;
}

/** The executor's own wait between SIGTERM and SIGKILL. */
const KILL_GRACE_SECONDS = 3;

/** Defaults of Marathon 1.11 filled in. `id` and `dependencies` are absolute, `role` is what the app has where it stands. */
export function readApp(checked: CheckedApp, id: string, dependencies: readonly string[], role: string, place: Place): MarathonApp {
  const { image } = checked.container.docker;
  const single = checked.labels?.['MARATHON_SINGLE_INSTANCE_APP'] === 'true';
  return {
    id,
    app: image.replace(/^regatta\//, '').replace(/:.*$/, ''),
    image,
    instances: checked.instances ?? 1,
    cpus: checked.cpus ?? 1,
    mem: checked.mem ?? 128,
    disk: checked.disk ?? 0,
    gpus: checked.gpus ?? 0,
    limits: limitsOf(checked),
    ports: hostPortCount(checked),
    constraints: (checked.constraints ?? []).map(([field = '', operator = '', value = '']) => ({
      field,
      operator: operator.toUpperCase() as ConstraintOperator,
      value,
    })),
    dependencies,
    upgradeStrategy: {
      minimumHealthCapacity: checked.upgradeStrategy?.minimumHealthCapacity ?? (single ? 0 : 1),
      maximumOverCapacity: checked.upgradeStrategy?.maximumOverCapacity ?? (single ? 0 : 1),
    },
    backoff: {
      backoffUs: (checked.backoffSeconds ?? 1) * SECOND,
      factor: checked.backoffFactor ?? 1.15,
      maxLaunchDelayUs: (checked.maxLaunchDelaySeconds ?? 300) * SECOND,
    },
    killSelection: checked.killSelection ?? 'YOUNGEST_FIRST',
    unreachable: unreachableOf(checked),
    killGraceUs: (checked.taskKillGracePeriodSeconds ?? KILL_GRACE_SECONDS) * SECOND,
    healthChecks: (checked.healthChecks ?? []).map(readHealthCheck),
    readinessCheck: readinessOf(checked),
    role,
    acceptedResourceRoles: checked.acceptedResourceRoles ?? (role === '*' ? ['*'] : ['*', role]),
    takesScarceGpus: checked.labels?.['GPU_SCHEDULING_BEHAVIOR'] === 'unrestricted',
    labels: checked.labels ?? {},
    place,
  };
}

/** Without limits of its own a task may use any CPU that is idle, and not more memory than it asked for. */
function limitsOf({ resourceLimits, mem = 128 }: CheckedApp): MarathonApp['limits'] {
  const { cpus = 'unlimited', mem: limit = mem } = resourceLimits ?? {};
  return { cpus: cpus === 'unlimited' ? null : cpus, mem: limit === 'unlimited' ? null : limit };
}

function unreachableOf({ unreachableStrategy }: CheckedApp): MarathonApp['unreachable'] {
  if (unreachableStrategy === 'disabled') return null;
  const { inactiveAfterSeconds = 0, expungeAfterSeconds = 0 } = unreachableStrategy ?? {};
  return { inactiveAfterUs: inactiveAfterSeconds * SECOND, expungeAfterUs: expungeAfterSeconds * SECOND };
}

function readinessOf({ readinessChecks }: CheckedApp): MarathonApp['readinessCheck'] {
  const [check] = readinessChecks ?? [];
  return check === undefined ? null : { intervalUs: (check.intervalSeconds ?? 30) * SECOND, timeoutUs: (check.timeoutSeconds ?? 10) * SECOND };
}

function readHealthCheck(check: CheckedHealthCheck): MarathonHealthCheck {
  const byMesos = isMesosCheck(check);
  return {
    by: byMesos ? 'mesos' : 'marathon',
    protocol: check.protocol ?? (byMesos ? 'COMMAND' : 'HTTP'),
    gracePeriodUs: (check.gracePeriodSeconds ?? 300) * SECOND,
    intervalUs: Math.max(1, check.intervalSeconds ?? 60) * SECOND,
    timeoutUs: (check.timeoutSeconds ?? 20) * SECOND,
    delayUs: (check.delaySeconds ?? 15) * SECOND,
    maxConsecutiveFailures: check.maxConsecutiveFailures ?? 3,
  };
}
