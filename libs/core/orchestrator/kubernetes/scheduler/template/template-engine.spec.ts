import { RandomStream } from '#core/random';
import { createScheduler, type NodeObject, type PodInfo, type PodObject, type PodSpecObject, type Scheduler } from '../index.js';
import { ChangeJournal } from '../snapshot/change-journal.js';
import { MatchIndex } from '../snapshot/match-index.js';
import { calmNode, drawer, plainSpec, podOf, PROFILES, randomLabels, randomNode, randomSpec } from './random-cluster.js';
import { TemplateEngine } from './template-engine.js';

const SERVICES = [{ metadata: { namespace: 'default' }, spec: { selector: { app: 'a' } } }];

interface Running {
  readonly raw: PodObject;
  readonly info: PodInfo;
  node: string;
}

/** Where the next search starts is all that may be remembered from one decision to the next. */
const attemptsOf = (scheduler: Scheduler) => Reflect.get(scheduler, 'attempts') as { start: number };

/**
 * One scheduler that has lived through everything, with all that it remembers; and for every decision another one that is told
 * the present state and nothing else, and asks every plugin about every node.
 */
class Race {
  private readonly random: RandomStream;
  private readonly quick: Scheduler;
  private readonly nodes = new Map<string, NodeObject>();
  private running: Running[] = [];
  private readonly templates: readonly { readonly spec: PodSpecObject; readonly labels: Readonly<Record<string, string>>; readonly namespace: string }[];
  private named = 0;

  constructor(
    private readonly configuration: object,
    seed: string,
    nodes: number,
    private readonly pods: 'of templates' | 'plain' | 'all different',
  ) {
    this.random = new RandomStream(seed, 'race');
    this.quick = this.fresh();
    for (let i = 0; i < nodes; i++) this.addNode();
    this.templates = Array.from({ length: 10 }, (_, i) => ({
      spec: randomSpec(this.random),
      labels: randomLabels(this.random),
      namespace: i % 4 === 0 ? 'other' : 'default',
    }));
  }

  run(pods: number): void {
    for (let i = 0; i < pods; i++) {
      this.happen();
      const raw = this.pod(i);
      const pod = this.quick.pod(raw);
      const start = attemptsOf(this.quick).start;
      const decided = this.quick.schedule(pod);
      const right = this.plainly(raw, start);
      expect({ i, node: decided.node, feasible: decided.feasible, evaluated: decided.evaluated, raw: decided.node === right.node ? null : raw }).toEqual({
        i,
        node: right.node,
        feasible: right.feasible,
        evaluated: right.evaluated,
        raw: null,
      });
      if (decided.node === null) continue;
      this.quick.bind(pod, decided.node);
      this.running.push({ raw, info: pod, node: decided.node });
    }
  }

  private plainly(raw: PodObject, start: number) {
    const plain = this.fresh();
    attemptsOf(plain).start = start;
    // In the order of the zones' first appearance, which outlives the nodes that made it.
    for (const { name } of this.quick.cluster.nodes) plain.addNode(this.nodes.get(name) as NodeObject);
    for (const { raw: other, node, info } of this.running) {
      const there = plain.pod(other);
      plain.bind(there, node);
      if (info.terminating) plain.terminating(there);
    }
    plain.cluster.nodes.forEach((node) =>
      Object.assign(node, { imageStates: this.quick.cluster.node(node.name)?.imageStates, imagesSeen: Number.MAX_SAFE_INTEGER }),
    );
    plain.cluster.beginCycle = () => undefined;
    const order = this.quick.cluster.nodes;
    Object.defineProperty(plain.cluster, 'nodes', { get: () => order.map((n) => plain.cluster.node(n.name)) });
    return plain.explain(plain.pod(raw));
  }

  private fresh(): Scheduler {
    const scheduler = createScheduler({ configuration: { percentageOfNodesToScore: 100, ...this.configuration } });
    scheduler.setServices(SERVICES);
    scheduler.setNamespaces([{ metadata: { name: 'default', labels: { team: 'x' } } }, { metadata: { name: 'other' } }]);
    return scheduler;
  }

  private node(name: string): NodeObject {
    return this.pods === 'plain' ? calmNode(name, this.random) : randomNode(name, this.random);
  }

  private pod(i: number): PodObject {
    if (this.pods === 'plain') return podOf(`p${i}`, 'default', randomLabels(this.random), plainSpec(this.random));
    if (this.pods === 'all different') return podOf(`p${i}`, drawer(this.random)(['default', 'other']), randomLabels(this.random), randomSpec(this.random));
    const { spec, labels, namespace } = drawer(this.random)(this.templates);
    return podOf(`p${i}`, namespace, labels, spec);
  }

  private happen(): void {
    const { random, running } = this;
    switch (random.integer(12)) {
      case 0:
      case 1:
        return this.forget(running[random.integer(running.length || 1)]);
      case 2:
        if (running.length > 0) this.quick.terminating((running[random.integer(running.length)] as Running).info);
        return;
      case 3:
        return this.change();
      case 4:
        return random.integer(4) === 0 ? this.addNode() : undefined;
      case 5:
        return random.integer(6) === 0 ? this.removeNode() : undefined;
      default:
        return;
    }
  }

  private forget(one: Running | undefined): void {
    if (one === undefined) return;
    this.quick.remove(one.info);
    this.running = this.running.filter((r) => r !== one);
  }

  private addNode(): void {
    const node = this.node(`n${this.named++}`);
    this.nodes.set(node.metadata?.name as string, node);
    this.quick.addNode(node);
  }

  private change(): void {
    const node = this.node(drawer(this.random)([...this.nodes.keys()]));
    this.nodes.set(node.metadata?.name as string, node);
    this.quick.updateNode(node);
  }

  private removeNode(): void {
    if (this.nodes.size < 4) return;
    const name = drawer(this.random)([...this.nodes.keys()]);
    for (const one of this.running.filter((r) => r.node === name)) this.forget(one);
    this.nodes.delete(name);
    this.quick.removeNode(name);
  }
}

/** How many decisions the engine took upon itself. */
function taken(engine: { readonly prototype: { place(...args: never[]): unknown } }, run: () => void): number {
  const place = jest.spyOn(engine.prototype, 'place');
  run();
  const count = place.mock.results.filter((r) => r.type === 'return' && r.value !== null).length;
  place.mockRestore();
  return count;
}

const cases = PROFILES.flatMap(([name, configuration]) => [8, 30].map((nodes) => [name, nodes, configuration] as const));

describe('the engine for templates decides as a scheduler without any memory', () => {
  it.each(cases)('%s, %i nodes', (name, nodes, configuration) => {
    const quick = taken(TemplateEngine, () => {
      for (let seed = 0; seed < 2; seed++) new Race(configuration, `${name} ${seed}`, nodes, 'of templates').run(120);
    });
    expect(quick).toBeGreaterThan(60);
  });
});

describe('so does the one for pods that are like no other', () => {
  it.each([8, 30])('%i nodes', (nodes) => {
    const quick = taken(TemplateEngine, () => {
      for (let seed = 0; seed < 4; seed++) new Race({}, `unique ${seed}`, nodes, 'plain').run(120);
    });
    expect(quick).toBeGreaterThan(200);
  });
});

describe('and for pods that are like no other in any way', () => {
  it.each(cases)('%s, %i nodes', (name, nodes, configuration) => {
    for (let seed = 0; seed < 2; seed++) new Race(configuration, `different ${name} ${seed}`, nodes, 'all different').run(100);
  });
});

describe('with samples of the nodes both go on where the last search ended', () => {
  it.each([
    [130, 0, '1.36'],
    [250, 45, '1.36'],
    [250, 45, '1.35'],
    [250, 100, '1.34'],
    [250, 0, '1.34'],
    [700, 0, '1.36'],
    [700, 100, '1.36'],
  ] as const)('%i nodes, %i percent, Kubernetes %s', (nodes, percentageOfNodesToScore, version) => {
    const random = new RandomStream(nodes, 'samples');
    const schedulers = [0, 1].map(() => createScheduler({ configuration: { percentageOfNodesToScore }, version }));
    for (let i = 0; i < nodes; i++) {
      const node = randomNode(`n${i}`, random);
      for (const one of schedulers) one.addNode(node);
    }
    const templates = Array.from({ length: 8 }, () => ({ spec: randomSpec(random), labels: randomLabels(random) }));
    const [quick, plain] = schedulers as [Scheduler, Scheduler];
    const running: [PodInfo, PodInfo][] = [];
    for (let i = 0; i < 300; i++) {
      const { spec, labels } = drawer(random)(templates);
      const raw = podOf(`p${i}`, 'default', labels, i % 3 === 0 ? randomSpec(random) : spec);
      const [ours, theirs] = [quick.pod(raw), plain.pod(raw)];
      const [decided, right] = [quick.schedule(ours), plain.explain(theirs)];
      expect({ i, node: decided.node, evaluated: decided.evaluated }).toEqual({ i, node: right.node, evaluated: right.evaluated });
      if (right.node === null) continue;
      quick.bind(ours, right.node);
      plain.bind(theirs, right.node);
      running.push([ours, theirs]);
      if (i % 3 > 0) continue;
      const [mine, yours] = running.splice(random.integer(running.length), 1)[0] as [PodInfo, PodInfo];
      quick.remove(mine);
      plain.remove(yours);
    }
  });
});

describe('the comparison notices', () => {
  const race = () => {
    for (let seed = 0; seed < 3; seed++) new Race({}, `faulty ${seed}`, 12, 'of templates').run(150);
  };
  afterEach(() => jest.restoreAllMocks());

  it('an engine that does not hear of changed nodes', () => {
    jest.spyOn(ChangeJournal.prototype, 'changed').mockImplementation(() => undefined);
    expect(race).toThrow();
  });

  it('counts of pods that are not kept', () => {
    const { podMoved } = MatchIndex.prototype;
    let calls = 0;
    jest.spyOn(MatchIndex.prototype, 'podMoved').mockImplementation(function (this: MatchIndex, pod, slot, delta) {
      if (calls++ % 5 !== 0) podMoved.call(this, pod, slot, delta);
    });
    expect(race).toThrow();
  });
});
