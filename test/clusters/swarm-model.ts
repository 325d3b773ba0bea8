import { parseEntry, type SwarmEntry } from '#core/entry';
import type { NodeFacts } from '#core/cluster';
import { node, SwarmBench } from '../../libs/core/orchestrator/swarm/control-plane/testing/swarm-bench.js';
import { taskStateName } from '#core/orchestrator/swarm';

/** A machine of both Swarms. */
export interface TwinNode {
  readonly name: string;
  readonly cpuMilli: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** What both say of a service: how many of its tasks run on how many nodes, and why others do not. */
export interface Picture {
  readonly [service: string]: { readonly perNode: readonly number[]; readonly perZone: Readonly<Record<string, number>>; readonly pending: readonly string[] };
}

export interface SeenTask {
  readonly service: string;
  readonly node: string;
  readonly state: string;
  readonly desired: string;
  readonly error: string;
}

export function pictureOf(tasks: readonly SeenTask[], nodes: readonly TwinNode[]): Picture {
  const picture: Record<string, { perNode: number[]; perZone: Record<string, number>; pending: string[] }> = {};
  for (const service of [...new Set(tasks.map((task) => task.service))].sort()) {
    const own = tasks.filter((task) => task.service === service && task.desired === 'running');
    const running = own.filter((task) => task.state === 'running');
    const perNode = nodes.map(({ name }) => running.filter((task) => task.node === name).length).filter((count) => count > 0);
    const perZone: Record<string, number> = {};
    for (const { name, labels } of nodes) {
      const zone = labels['zone'] ?? '';
      perZone[zone] = (perZone[zone] ?? 0) + running.filter((task) => task.node === name).length;
    }
    picture[service] = {
      perNode: perNode.sort((a, b) => a - b),
      perZone,
      pending: own
        .filter((task) => task.state === 'pending')
        .map((task) => task.error)
        .sort(),
    };
  }
  return picture;
}

/** The model under the same stack file, on machines of the same shape and labels, with a drained manager beside them. */
export class SwarmModel {
  private readonly bench: SwarmBench;
  private readonly entry: SwarmEntry;

  constructor(
    private readonly nodes: readonly TwinNode[],
    stack: string,
    heartbeatUs: number,
    seed: number,
  ) {
    const outcome = parseEntry([{ path: 'stack.yml', text: stack }]);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 1));
    this.entry = outcome.value as SwarmEntry;
    const facts = nodes.map(({ name, cpuMilli, labels }, id): NodeFacts => {
      const { zone = '', ...more } = labels;
      return node(id, { name, zone, labels: more, allocatable: { cpuMilli, memoryBytes: 2 ** 30, extended: {} } });
    });
    this.bench = new SwarmBench([], [...facts, node(nodes.length, { name: 'manager', zone: '' })], { heartbeatUs, seed });
    this.bench.tell({ kind: 'maintenance', node: nodes.length, action: 'drain' });
    this.bench.run(1);
    for (const service of this.entry.services) this.bench.controlPlane.deploy(service);
    this.bench.run(20);
  }

  get picture(): Picture {
    const tasks = [...this.bench.controlPlane.store.tasks.values()].map((task) => ({
      service: task.service.name,
      node: task.node?.facts.name ?? '',
      state: taskStateName(task.state),
      desired: taskStateName(task.desired),
      error: task.error,
    }));
    return pictureOf(tasks, this.nodes);
  }

  scale(service: string, replicas: number): void {
    const spec = this.bench.controlPlane.store.services.get(service)?.version.spec;
    if (spec !== undefined) this.bench.controlPlane.deploy({ ...spec, replicas });
    this.bench.run(30);
  }

  availability(name: string, action: 'drain' | 'uncordon' | 'cordon'): void {
    this.bench.tell({ kind: 'maintenance', node: this.idOf(name), action });
    this.bench.run(30);
  }

  lose(name: string): void {
    this.bench.kill(this.idOf(name));
    this.bench.run(60);
  }

  return(name: string): void {
    this.bench.revive(this.idOf(name));
    this.bench.run(30);
  }

  private idOf = (name: string): number => this.nodes.findIndex((one) => one.name === name);
}
