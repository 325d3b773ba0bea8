import { z } from 'zod';

/**
 * The plugin protocol, version 1: one JSON object a line. The judge says `start` once and `step` whenever there is something
 * to decide; the plugin answers `ready` once and `decisions` to every step, in that order, and says nothing else.
 */
export const PROTOCOL_VERSION = 1;

/** Bounds of what a plugin may say; also told in `start`. */
export const PLUGIN_LIMITS = {
  /** Bytes of one answer, the line end included. */
  answerBytes: 4 * 1024 * 1024,
  decisionsPerStep: 20_000,
  /** Decisions refused in one run (`late` ones do not count) before it ends as `invalid-action`. */
  refusedDecisions: 1000,
  /** Evictions at once, and how many a simulated second gives back. */
  evictionBurst: 1000,
  evictionsPerSecond: 10,
  replicas: 10_000,
  wakeAfterUs: 100_000,
  reasonCharacters: 200,
} as const;

const name = z.string().min(1).max(100);
const count = z.int().min(0);
const reason = z.string().max(PLUGIN_LIMITS.reasonCharacters).optional().describe('why, for people: kept in the run record');

const amounts = z.record(z.string(), count);
const state = z.enum(['bound', 'running', 'ready', 'unready', 'ending', 'succeeded', 'failed', 'gone']);
const requirement = z.object({ key: z.string(), operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']), values: z.array(z.string()) });
const taint = z.object({ key: z.string(), value: z.string(), effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']) });
const toleration = z.object({ key: z.string().optional(), operator: z.enum(['Exists', 'Equal']), value: z.string().optional(), effect: z.string().optional() });

const node = z.object({
  name,
  zone: name,
  pool: name,
  spot: z.boolean(),
  cpuMilli: count,
  memoryBytes: count,
  extended: amounts.describe('other resources, such as nvidia.com/gpu'),
  podsMax: count,
  labels: z.record(z.string(), z.string()),
  taints: z.array(taint),
  schedulable: z.boolean().describe('false: cordoned, binding to it is refused'),
  ready: z.boolean().describe('false: no heartbeat arrives'),
});

const pod = z.object({
  name,
  workload: name.nullable().describe('who wants it; null: nobody makes another one'),
  app: name,
  batch: z.boolean().describe('processes a work item and ends'),
  cpuMilli: count,
  memoryBytes: count,
  extended: amounts,
  priority: z.int(),
  nodes: z.array(z.array(requirement)).describe('it may only go where all requirements of one of these lists hold; empty: anywhere'),
  tolerations: z.array(toleration),
});

const workload = z.object({ name, app: name, replicas: count.describe('wanted now') });
const application = z.object({ name, kind: z.enum(['service', 'batch']), sloLatencyUs: count.nullable(), sloTarget: z.number().nullable() });
const pool = z.object({ name, nodes: count, min: count, max: count });

const event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('node'), node }).describe('new, or changed: replaces what was known'),
  z.object({ kind: z.literal('node-gone'), node: name }).describe('its pods are gone too, each with an event of its own'),
  z.object({ kind: z.literal('node-leaves'), node: name, atUs: count }).describe('the cloud takes it back then'),
  z.object({ kind: z.literal('pod'), pod: name, state, node: name.nullable() }).describe('gone: it holds nothing any more and is not heard of again'),
  z.object({ kind: z.literal('workload'), workload }).describe('new, or wants another number of replicas'),
  z.object({
    kind: z.literal('metrics'),
    pods: z.array(z.object({ pod: name, cpuMilli: count, memoryBytes: count, requestsPerSecondMilli: count, inFlight: count })),
    apps: z.array(z.object({ app: name, requestsPerSecondMilli: count, backlog: count, latencyP99Us: count })),
  }),
  z.object({ kind: z.literal('refused'), step: count, decision: count, code: z.string(), text: z.string() }),
]);

export const startMessage = z.object({
  type: z.literal('start'),
  protocol: z.literal(PROTOCOL_VERSION),
  limits: z.object({ ...Object.fromEntries(Object.keys(PLUGIN_LIMITS).map((key) => [key, count])), decisionTimeUs: z.string() }),
  nodes: z.array(node),
  pools: z.array(pool),
  apps: z.array(application),
});

export const stepMessage = z.object({
  type: z.literal('step'),
  step: count,
  nowUs: count,
  events: z.array(event).describe('all that happened since the last step, in order'),
  pending: z.array(pod).describe('pods that wait for a node since then'),
  waiting: count.describe('how many wait in all'),
});

export const readyMessage = z.strictObject({ type: z.literal('ready'), protocol: z.literal(PROTOCOL_VERSION), name: z.string().max(100).optional() });

export const decision = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('bind'), pod: name, node: name, reason }),
  z.strictObject({ do: z.literal('evict'), pod: name, reason }),
  z.strictObject({ do: z.literal('scale'), workload: name, replicas: count.max(PLUGIN_LIMITS.replicas), reason }),
  z.strictObject({ do: z.literal('resize'), pool: name, nodes: count, remove: z.array(name).max(1000).optional(), reason }),
]);

export const decisionsMessage = z.strictObject({
  type: z.literal('decisions'),
  step: count.describe('the step this answers'),
  decisions: z.array(decision).max(PLUGIN_LIMITS.decisionsPerStep),
  wakeAfterUs: z.int().min(PLUGIN_LIMITS.wakeAfterUs).optional().describe('ask again then, even if nothing happens'),
});

export type PluginNode = z.infer<typeof node>;
export type PluginPod = z.infer<typeof pod>;
export type PluginEvent = z.infer<typeof event>;
export type PodState = z.infer<typeof state>;
export type Requirement = z.infer<typeof requirement>;
export type StartMessage = z.infer<typeof startMessage>;
export type StepMessage = z.infer<typeof stepMessage>;
export type Decision = z.infer<typeof decision>;
export type DecisionsMessage = z.infer<typeof decisionsMessage>;

/** JSON Schema of every message, for any language. */
export function protocolJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(z.union([startMessage, readyMessage, stepMessage, decisionsMessage]), { io: 'input', target: 'draft-7', reused: 'ref' });
  return { ...schema, $id: 'https://regatta.invalid/schemas/plugin-protocol-1.json', title: 'Regatta plugin protocol, version 1' };
}
