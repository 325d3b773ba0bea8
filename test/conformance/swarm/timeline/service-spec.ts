import type { SwarmService, SwarmUpdateRule } from '#core/entry';

/** A ServiceSpec as the Engine API takes it, as far as recordings use it. Durations in ns. */
export interface ApiServiceSpec {
  readonly Name: string;
  readonly TaskTemplate?: {
    readonly ContainerSpec?: { readonly Image?: string; readonly Command?: readonly string[]; readonly StopGracePeriod?: number };
    readonly Resources?: {
      readonly Reservations?: {
        readonly NanoCPUs?: number;
        readonly MemoryBytes?: number;
        readonly GenericResources?: readonly { readonly DiscreteResourceSpec?: { readonly Kind: string; readonly Value: number } }[];
      };
    };
    readonly Placement?: {
      readonly Constraints?: readonly string[];
      readonly Preferences?: readonly { readonly Spread: { readonly SpreadDescriptor: string } }[];
      readonly MaxReplicas?: number;
    };
    readonly RestartPolicy?: { readonly Condition?: string; readonly Delay?: number; readonly MaxAttempts?: number; readonly Window?: number };
  };
  readonly Mode?: { readonly Replicated?: { readonly Replicas?: number }; readonly Global?: object };
  readonly UpdateConfig?: ApiUpdateConfig;
  readonly RollbackConfig?: ApiUpdateConfig;
}

interface ApiUpdateConfig {
  readonly Parallelism?: number;
  readonly Delay?: number;
  readonly FailureAction?: SwarmUpdateRule['failureAction'];
  readonly Monitor?: number;
  readonly MaxFailureRatio?: number;
  readonly Order?: SwarmUpdateRule['order'];
}

const us = (nanos: number): number => Math.round(nanos / 1000);

function updateRule(config: ApiUpdateConfig | undefined): SwarmUpdateRule {
  const { Parallelism, Delay = 0, FailureAction, Monitor, MaxFailureRatio = 0, Order } = config ?? {};
  return {
    parallelism: Parallelism ?? (config === undefined ? 1 : 0),
    delayUs: us(Delay),
    failureAction: FailureAction ?? 'pause',
    monitorUs: us(Monitor ?? 0) || 5_000_000,
    maxFailureRatio: MaxFailureRatio,
    order: Order ?? 'stop-first',
  };
}

export function swarmServiceOf(spec: ApiServiceSpec): SwarmService {
  const { TaskTemplate: task = {}, Mode: mode = {} } = spec;
  const reservations = task.Resources?.Reservations ?? {};
  const restart = task.RestartPolicy ?? {};
  const generic = (reservations.GenericResources ?? []).flatMap(({ DiscreteResourceSpec: one }) => (one === undefined ? [] : [[one.Kind, one.Value] as const]));
  return {
    name: spec.Name,
    app: spec.Name,
    image: task.ContainerSpec?.Image ?? 'rg/bb:rec',
    mode: mode.Global === undefined ? 'replicated' : 'global',
    replicas: mode.Replicated?.Replicas ?? 1,
    reservations: { nanoCpus: reservations.NanoCPUs ?? 0, memoryBytes: reservations.MemoryBytes ?? 0, generic: Object.fromEntries(generic) },
    limits: { nanoCpus: null, memoryBytes: null },
    constraints: task.Placement?.Constraints ?? [],
    spreadPreferences: (task.Placement?.Preferences ?? []).map((one) => one.Spread.SpreadDescriptor),
    maxReplicasPerNode: task.Placement?.MaxReplicas ?? 0,
    restart: {
      condition: (restart.Condition || 'any') as SwarmService['restart']['condition'],
      delayUs: restart.Delay === undefined ? 5_000_000 : us(restart.Delay),
      maxAttempts: restart.MaxAttempts ?? 0,
      windowUs: us(restart.Window ?? 0),
    },
    update: updateRule(spec.UpdateConfig),
    rollback: updateRule(spec.RollbackConfig),
    endpointMode: 'dnsrr',
    hostPorts: [],
    plugins: [],
    healthcheck: null,
    stopGraceUs: us(task.ContainerSpec?.StopGracePeriod ?? 10_000_000_000),
    nodeUses: [],
    place: { file: '', line: 1, column: 1 },
  };
}
