import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  constraintMatches,
  NodeInfo,
  nodeMatches,
  parseConstraint,
  type Constraint,
  RestartSupervisor,
  scheduleGroup,
  slotsToRemove,
} from '#core/orchestrator/swarm';
import { expectPlacement, type PlacementCase, swarmNode, taskSpec } from './placement-case.js';

const file = resolve(__dirname, '..', '..', '..', '..', 'shared', 'conformance', 'upstream', 'swarm.json');
type Case = { readonly id: string; readonly area: string; readonly input: Record<string, unknown>; readonly expected: Record<string, unknown> };
const cases: Case[] = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases : [];
const area = (name: string) => cases.filter((one) => one.area === name).map((one) => [one.id, one] as const);

function table(name: string, check: (one: Case) => void): void {
  const rows = area(name);
  if (rows.length === 0) it.skip(`${name} (upstream cases are not at ../shared/conformance)`, () => undefined);
  else it.each(rows)('%s', (_, one) => check(one));
}

const parsed = (text: string): Constraint => {
  const constraint = parseConstraint(text);
  if (typeof constraint === 'string') throw new Error(constraint);
  return constraint;
};

describe("cases of swarmkit's own tests", () => {
  table('constraint.parse', ({ input, expected }) => {
    const constraint = parseConstraint((input as { constraint: string }).constraint);
    const { valid, ...rest } = expected as { valid: boolean };
    if (valid) expect(constraint).toEqual(rest);
    else expect(typeof constraint).toBe('string');
  });

  table('constraint.match', ({ input, expected }) => {
    const { constraint, candidateValues } = input as { constraint: string; candidateValues: string[] };
    expect(constraintMatches(parsed(constraint), ...candidateValues)).toBe((expected as { matches: boolean }).matches);
  });

  table('constraint.node', ({ input, expected }) => {
    const { constraints, node } = input as { constraints: string[]; node: Parameters<typeof swarmNode>[0] };
    expect(nodeMatches(constraints.map(parsed), swarmNode(node))).toBe((expected as { nodeMatches: boolean }).nodeMatches);
  });

  table('scheduler.placement', (one) => expectPlacement(one as unknown as PlacementCase));

  table('replicated.scaleDown', ({ input, expected }) => {
    const { tasks, scaleTo } = input as { tasks: { id: string; slot: number; node?: string; state: string }[]; scaleTo: number };
    const removed = slotsToRemove(
      tasks.map((task) => ({ slot: task.slot, node: task.node ?? null, running: task.state === 'running' })),
      scaleTo,
    );
    const names = new Map(tasks.map((task) => [task.slot, task.id]));
    expect(removed.map(({ slot }) => names.get(slot)).sort()).toEqual((expected as { removed: string[] }).removed);
  });

  table('nodeinfo.resources', ({ input, expected }) => {
    type Amounts = { nanoCPUs: number; memoryBytes: number; apple: number; orange: string[] };
    const { availableBefore, removeTask } = input as {
      availableBefore: Amounts;
      removeTask: { reservations: Amounts & { orange: number }; assigned: { apple: number; orange: string[] } };
    };
    const info = new NodeInfo({
      ...swarmNode({ id: 'n', nanoCPUs: availableBefore.nanoCPUs, memoryBytes: availableBefore.memoryBytes }),
      resources: {
        nanoCpus: availableBefore.nanoCPUs,
        memoryBytes: availableBefore.memoryBytes,
        generic: { apple: availableBefore.apple, orange: availableBefore.orange },
      },
    });
    const { reservations } = removeTask;
    info.removeTask(
      taskSpec('s', { reservations: { nanoCpus: reservations.nanoCPUs, memoryBytes: reservations.memoryBytes, generic: {} } }),
      removeTask.assigned,
    );
    const after = (expected as { availableAfter: { nanoCPUs: number; memoryBytes: number; apple: number; orangeSet: string[] } }).availableAfter;
    expect({
      nanoCPUs: info.nanoCpus,
      memoryBytes: info.memoryBytes,
      apple: info.generic.get('apple'),
      orangeSet: [...(info.generic.get('orange') as Set<string>)].sort(),
    }).toEqual(after);
  });

  table('failures.downweight', ({ expected }) => {
    const [id1, id2] = ['id1', 'id2'].map((id) => new NodeInfo(swarmNode({ id }))) as [NodeInfo, NodeInfo];
    id1.addTask(taskSpec('service1'));
    id1.addTask(taskSpec('service2'));
    const spec = taskSpec('service1', { specVersion: 2 });
    const chosen = Array.from({ length: 8 }, () => {
      const [placed] = scheduleGroup([id1, id2], spec, 1, 0).placed;
      if (placed === undefined) throw new Error('nothing was placed');
      placed.node.removeTask(spec, placed.assigned);
      placed.node.taskFailed(spec, 0);
      return placed.node.node.id;
    });
    expect(chosen).toEqual((expected as { nodeOfAttempt: string[] }).nodeOfAttempt);
  });

  table('restart.policy', ({ input, expected }) => {
    const { restartPolicy, events } = input as { restartPolicy: { maxAttempts: number; windowSeconds?: number }; events: string[] };
    const policy = { condition: 'any' as const, delayUs: 100_000, maxAttempts: restartPolicy.maxAttempts, windowUs: (restartPolicy.windowSeconds ?? 0) * 1e6 };
    const supervisor = new RestartSupervisor();
    let nowUs = 0;
    const restarted = events.map((event) => {
      const slot = /slot (\d)/.exec(event)?.[1];
      nowUs += event.startsWith('wait') ? 1_000_000 : 100_000;
      if (slot === undefined) return null;
      const again = supervisor.shouldRestart(slot, 1, policy, { completed: false }, nowUs);
      if (again) supervisor.recordRestart(slot, 1, nowUs);
      return again;
    });
    expect(restarted).toEqual((expected as { restarted: (boolean | null)[] }).restarted);
  });
});
