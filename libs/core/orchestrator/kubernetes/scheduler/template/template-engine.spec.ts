import { RandomStream } from '#core/random';
import { createScheduler, type NodeObject, type PodInfo, type PodObject, type Scheduler } from '../index.js';
import { UniqueEngine } from './unique-engine.js';
import { TemplateEngine } from './template-engine.js';

const term = (app: string, topologyKey: string) => ({ topologyKey, labelSelector: { matchLabels: { app } } });
const spread = (maxSkew: number, whenUnsatisfiable: string) => ({
  maxSkew,
  topologyKey: 'topology.kubernetes.io/zone',
  whenUnsatisfiable,
  labelSelector: { matchLabels: { app: 'a' } },
});

/** One of each way in which a pod can depend on its node, on other pods, or on both. */
const SPECS: readonly object[] = [
  {},
  { tolerations: [{ key: 'soft', operator: 'Exists' }] },
  {
    affinity: {
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } }],
      },
    },
  },
  { nodeSelector: { disk: 'ssd' } },
  { topologySpreadConstraints: [spread(2, 'DoNotSchedule')] },
  { topologySpreadConstraints: [spread(1, 'ScheduleAnyway')] },
  { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('a', 'kubernetes.io/hostname')] } } },
  {
    affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 9, podAffinityTerm: term('b', 'topology.kubernetes.io/zone') }] } },
  },
];

function template(i: number): PodObject {
  const requests = { cpu: `${100 + 150 * (i % 3)}m`, memory: `${128 * (1 + (i % 4))}Mi` };
  return {
    metadata: { name: `t${i}`, labels: { app: i % 2 === 0 ? 'a' : 'b' } },
    spec: { containers: [{ name: 'c', image: `img${i % 3}`, resources: { requests } }], ...SPECS[i] },
  };
}

function node(i: number, random: RandomStream): NodeObject {
  const labels = { 'kubernetes.io/hostname': `n${i}`, 'topology.kubernetes.io/zone': `z${i % 3}`, disk: random.integer(2) === 0 ? 'ssd' : 'hdd' };
  const taints =
    random.integer(6) === 0 ? [{ key: 'soft', effect: 'PreferNoSchedule' }] : random.integer(9) === 0 ? [{ key: 'hard', effect: 'NoSchedule' }] : [];
  const images = i % 5 === 0 ? [{ names: ['img1:latest'], sizeBytes: 4e8 }] : [];
  return { metadata: { name: `n${i}`, labels }, spec: { taints }, status: { allocatable: { cpu: '2', memory: '4Gi', pods: '12' }, images } };
}

interface Pair {
  readonly quick: Scheduler;
  readonly plain: Scheduler;
}

const both = (pair: Pair, act: (s: Scheduler) => void) => [pair.quick, pair.plain].forEach(act);

/** Places the same pods with both engines and holds them against each other after every one. */
function race(nodes: number, percentageOfNodesToScore: number, pods: number, fresh: (raw: PodObject, i: number) => PodObject = (raw) => raw): void {
  const random = new RandomStream(nodes, 'race');
  const options = { configuration: { percentageOfNodesToScore } };
  const pair: Pair = { quick: createScheduler(options), plain: createScheduler(options) };
  for (let i = 0; i < nodes; i++) {
    const made = node(i, random);
    both(pair, (s) => s.addNode(made));
  }
  const templates = SPECS.map((_, i) => template(i));
  const running: (readonly [PodInfo, PodInfo])[] = [];
  for (let i = 0; i < pods; i++) {
    if (i % 7 === 0 && running.length > 0) {
      const [gone] = running.splice(random.integer(running.length), 1);
      if (gone) {
        pair.quick.remove(gone[0]);
        pair.plain.remove(gone[1]);
      }
    }
    if (i % 23 === 0) {
      const changed = node(random.integer(nodes), random);
      both(pair, (s) => s.updateNode(changed));
    }
    if (i === pods >> 1) both(pair, (s) => s.addNode(node(nodes, new RandomStream(1, 'late'))));
    const raw = fresh(templates[random.integer(templates.length)] as PodObject, i);
    const ours = pair.quick.pod(raw);
    const theirs = pair.plain.pod(raw);
    const decided = pair.quick.schedule(ours);
    const { node: where, feasible, evaluated } = pair.plain.explain(theirs);
    expect({ i, node: decided.node, feasible: decided.feasible, evaluated: decided.evaluated }).toEqual({ i, node: where, feasible, evaluated });
    if (where === null) continue;
    pair.quick.bind(ours, where);
    pair.plain.bind(theirs, where);
    running.push([ours, theirs]);
  }
}

describe('the engine for templates', () => {
  it.each([
    [12, 100, 300],
    [60, 100, 500],
    [130, 0, 400],
    [250, 45, 400],
  ])('decides as the plain cycle does on %i nodes, looking at %i percent', (nodes, percentage, pods) => {
    const place = jest.spyOn(TemplateEngine.prototype, 'place');
    race(nodes, percentage, pods);
    const quick = place.mock.results.filter((r) => r.type === 'return' && r.value !== null).length;
    place.mockRestore();
    expect(quick).toBeGreaterThan(pods / 4);
  });

  it.each([
    [40, 100, 300],
    [60, 100, 500],
    [130, 0, 400],
  ])('decides so too for pods that are like no other, on %i nodes, looking at %i percent', (nodes, percentage, pods) => {
    const place = jest.spyOn(UniqueEngine.prototype, 'place');
    race(nodes, percentage, pods, (raw, i) => {
      const requests = { cpu: `${(i * 37) % 400}m`, memory: `${(i * 53) % 700}Mi` };
      // The kinds that look beyond the node are raced above.
      const { topologySpreadConstraints: _spread, affinity: _affinity, ...spec } = raw.spec ?? {};
      return { ...raw, spec: { ...spec, containers: [{ name: 'c', image: `img${i % 3}`, resources: { requests } }] } };
    });
    const quick = place.mock.results.filter((r) => r.type === 'return' && r.value !== null).length;
    place.mockRestore();
    expect(quick).toBeGreaterThan(pods / 20);
  });
});
