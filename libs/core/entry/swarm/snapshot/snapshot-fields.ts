import { anyKey } from '../../shape/name-rules.js';
import { fields, inert, list, map, oneOf, text, whole } from '../../shape/shapes.js';

const MOST = Number.MAX_SAFE_INTEGER;
const amount = whole(0, MOST);
const labels = map(anyKey, text());
export const STATES = ['ready', 'down', 'unknown', 'disconnected'] as const;
const AVAILABILITIES = ['active', 'pause', 'drain'] as const;

/** Written by hand: everything has a default but the name. */
export const shortNode = fields(
  {
    id: text(anyKey),
    hostname: text(anyKey),
    labels,
    engineLabels: labels,
    plugins: list(text()),
    role: oneOf('worker', 'manager'),
    addr: text(),
    availability: oneOf(...AVAILABILITIES),
    state: oneOf(...STATES),
    os: text(),
    arch: text(),
    cpus: inert,
    memory: inert,
    nanoCPUs: amount,
    memoryBytes: amount,
    generic: map(anyKey, amount),
  },
  (value, say) => {
    if (value['id'] === undefined && value['hostname'] === undefined)
      say([], { code: 'missing-field', message: '`hostname` is required in a node', hint: 'or its `id`' });
  },
);

const TASK_STATES = [
  'new',
  'pending',
  'assigned',
  'accepted',
  'preparing',
  'ready',
  'starting',
  'running',
  'complete',
  'shutdown',
  'failed',
  'rejected',
  'remove',
  'orphaned',
];

export const shortTask = fields({
  'service!': text(anyKey),
  id: text(),
  node: text(),
  slot: whole(),
  state: oneOf(...TASK_STATES),
  desired: oneOf(...TASK_STATES),
  cpus: inert,
  memory: inert,
  reservedNanoCPUs: amount,
  reservedMemoryBytes: amount,
  generic: map(anyKey, amount),
  hostPorts: list(text()),
});

/** What the Engine API answers, as far as it is read; it may say more. */
export interface ApiNode {
  readonly ID?: string;
  readonly Spec?: { readonly Role?: string; readonly Availability?: string; readonly Labels?: Readonly<Record<string, string>> | null };
  readonly Description?: {
    readonly Hostname?: string;
    readonly Platform?: { readonly OS?: string; readonly Architecture?: string };
    readonly Resources?: ApiResources;
    readonly Engine?: {
      readonly Labels?: Readonly<Record<string, string>> | null;
      readonly Plugins?: readonly { readonly Type: string; readonly Name: string }[] | null;
    };
  };
  readonly Status?: { readonly State?: string; readonly Addr?: string };
}

export interface ApiResources {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
  readonly GenericResources?:
    | readonly {
        readonly DiscreteResourceSpec?: { readonly Kind: string; readonly Value: number };
        readonly NamedResourceSpec?: { readonly Kind: string; readonly Value: string };
      }[]
    | null;
}

export interface ApiTask {
  readonly ID?: string;
  readonly ServiceID?: string;
  readonly NodeID?: string;
  readonly Slot?: number;
  readonly DesiredState?: string;
  readonly Status?: { readonly State?: string };
  readonly Spec?: { readonly Resources?: { readonly Reservations?: ApiResources } };
}

export interface ApiService {
  readonly ID?: string;
  readonly Spec?: { readonly Name?: string };
}
