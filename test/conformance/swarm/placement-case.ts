import { NO_SWARM_RESOURCES, NodeInfo, scheduleGroup, type SwarmNode, type SwarmTaskSpec } from '#core/orchestrator/swarm';

interface CaseNode {
  readonly id: string;
  readonly hostname?: string;
  readonly os?: string;
  readonly arch?: string;
  readonly labels?: Record<string, string>;
  readonly engineLabels?: Record<string, string>;
  readonly role?: SwarmNode['role'];
  readonly addr?: string;
  readonly availability?: SwarmNode['availability'];
  readonly state?: SwarmNode['state'];
  readonly nanoCPUs?: number;
  readonly memoryBytes?: number;
}

export interface PlacementCase {
  readonly id: string;
  readonly area: string;
  readonly input: {
    readonly name: string;
    readonly nodes: readonly CaseNode[];
    readonly existingTasks: readonly {
      service: string;
      node: string;
      state: string;
      reservedNanoCPUs?: number;
      reservedMemoryBytes?: number;
      hostPorts?: string[];
    }[];
    readonly service: {
      readonly id: string;
      readonly newTasks: number;
      readonly constraints: readonly string[];
      readonly spreadPreferences: readonly string[];
      readonly maxReplicasPerNode: number;
      readonly reservations: { readonly nanoCPUs: number; readonly memoryBytes: number };
      readonly hostPorts: readonly string[];
      readonly platforms: readonly (string | { os?: string; arch?: string; architecture?: string })[];
    };
  };
  readonly expected: {
    readonly deterministic: boolean;
    readonly newTasksPerNode?: Record<string, number>;
    readonly pending?: number;
    readonly sortedCountsAnyOf?: readonly { counts: number[]; pending: number }[];
    readonly pendingTaskError?: string;
    readonly pendingTaskErrorAnyOf?: readonly string[];
  };
}

export function swarmNode(node: CaseNode): SwarmNode {
  return {
    id: node.id,
    description: { hostname: node.hostname ?? '', os: node.os ?? '', arch: node.arch ?? '', engineLabels: node.engineLabels ?? {} },
    role: node.role ?? 'worker',
    address: node.addr ?? '',
    labels: node.labels ?? {},
    availability: node.availability ?? 'active',
    state: node.state ?? 'ready',
    resources: { nanoCpus: node.nanoCPUs ?? 0, memoryBytes: node.memoryBytes ?? 0, generic: {} },
  };
}

export function taskSpec(service: string, more: Partial<SwarmTaskSpec> = {}): SwarmTaskSpec {
  return {
    service,
    specVersion: 1,
    reservations: NO_SWARM_RESOURCES,
    constraints: [],
    spreadPreferences: [],
    maxReplicasPerNode: 0,
    hostPorts: [],
    platforms: [],
    ...more,
  };
}

/** Runs one recorded placement and says what the recording says. */
export function replayPlacement({ input }: PlacementCase) {
  const nodes = input.nodes.map((node) => new NodeInfo(swarmNode(node)));
  const byId = new Map(nodes.map((info) => [info.node.id, info]));
  for (const task of input.existingTasks) {
    const reservations = { nanoCpus: task.reservedNanoCPUs ?? 0, memoryBytes: task.reservedMemoryBytes ?? 0, generic: {} };
    byId.get(task.node)?.addTask(taskSpec(task.service, { reservations, hostPorts: task.hostPorts ?? [] }));
  }
  const { service } = input;
  const spec = taskSpec(service.id, {
    reservations: { nanoCpus: service.reservations.nanoCPUs, memoryBytes: service.reservations.memoryBytes, generic: {} },
    constraints: service.constraints,
    spreadPreferences: service.spreadPreferences,
    maxReplicasPerNode: service.maxReplicasPerNode,
    hostPorts: service.hostPorts,
    platforms: service.platforms.map((one) =>
      typeof one === 'string' ? { os: one.split('/')[0] ?? '', arch: one.split('/')[1] ?? '' } : { os: one.os ?? '', arch: one.arch ?? one.architecture ?? '' },
    ),
  });
  const result = scheduleGroup(nodes, spec, service.newTasks, 0);
  const perNode: Record<string, number> = {};
  for (const { node } of result.placed) perNode[node.node.id] = (perNode[node.node.id] ?? 0) + 1;
  const counts = input.nodes.map((node) => perNode[node.id] ?? 0).sort((a, b) => a - b);
  return { perNode, counts, pending: result.pending, error: result.error };
}

/** Recordings list the nodes that got something. */
const withoutEmptyNodes = ({ counts, pending }: { readonly counts: readonly number[]; readonly pending: number }) => ({
  counts: counts.filter((count) => count > 0),
  pending,
});

export function expectPlacement(one: PlacementCase): void {
  const got = replayPlacement(one);
  const { expected } = one;
  if (expected.newTasksPerNode !== undefined && expected.deterministic)
    expect({ perNode: got.perNode, pending: got.pending }).toEqual({ perNode: expected.newTasksPerNode, pending: expected.pending });
  if (expected.sortedCountsAnyOf !== undefined) expect(expected.sortedCountsAnyOf.map(withoutEmptyNodes)).toContainEqual(withoutEmptyNodes(got));
  if (expected.pendingTaskError !== undefined) expect(got.error).toBe(expected.pendingTaskError);
  if (expected.pendingTaskErrorAnyOf !== undefined) expect(expected.pendingTaskErrorAnyOf).toContain(got.error);
}
