import { createScheduler, type DisruptionBudgetObject, type NamespaceObject, type NodeObject, type PodObject, type SchedulerOptions } from '../index.js';

/** Rules that no recording covers, each through the front door on a cluster as small as it can be. */

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';

const node = (name: string, zone = 'a', more: object = {}): NodeObject => ({
  metadata: { name, labels: { [ZONE]: zone, [HOST]: name } },
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '20' } },
  ...more,
});
const pod = (name: string, labels: Readonly<Record<string, string>> = {}, spec: object = {}, more: object = {}): PodObject => ({
  metadata: { name, labels: { ...labels }, ...more },
  spec,
});
const asks = (cpu: string, memory = '1Gi') => ({ containers: [{ name: 'c', image: 'app', resources: { requests: { cpu, memory } } }] });

interface Cluster extends SchedulerOptions {
  readonly nodes: readonly NodeObject[];
  readonly there?: readonly (readonly [string, PodObject])[];
  readonly namespaces?: readonly NamespaceObject[];
  readonly budgets?: readonly DisruptionBudgetObject[];
}

function decide({ nodes, there = [], namespaces = [], budgets = [], ...options }: Cluster, raw: PodObject) {
  const scheduler = createScheduler(options);
  scheduler.setNamespaces(namespaces);
  for (const one of nodes) scheduler.addNode(one);
  for (const [where, one] of there) scheduler.bind(scheduler.pod(one), where);
  scheduler.setDisruptionBudgets(budgets);
  return scheduler.explain(scheduler.pod(raw));
}

const fits = (cluster: Cluster, raw: PodObject): string[] => [...decide(cluster, raw).feasibleNodes].sort();
const column = (plugin: string, cluster: Cluster, raw: PodObject) => decide(cluster, raw).scores?.get(plugin);

describe('topology spread', () => {
  const two = [node('a1'), node('b1', 'b')];
  const app = { app: 'x' };
  const spread = (more: object = {}) => ({
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: app }, ...more }],
  });
  const there = [['a1', pod('p', app)]] as const;

  it.each([
    ['the emptier zone alone', spread(), ['b1']],
    ['with fewer zones than minDomains the emptiest counts as empty', spread({ minDomains: 3 }), ['b1']],
    ['with maxSkew 2 both', spread({ maxSkew: 2 }), ['a1', 'b1']],
    ['minDomains makes both lead by too much', spread({ maxSkew: 2, minDomains: 3 }), ['a1', 'b1']],
    ['an empty selector counts nobody', spread({ labelSelector: {} }), ['a1', 'b1']],
    ['no selector means nobody', spread({ labelSelector: undefined }), ['a1', 'b1']],
    ['only pods with the same value of a key count', spread({ matchLabelKeys: ['rev'] }), ['a1', 'b1']],
  ])('%s', (_, spec, wanted) => expect(fits({ nodes: two, there }, pod('q', { ...app, rev: '2' }, spec))).toEqual(wanted));

  it('does not count pods that are going, nor those of other namespaces', () => {
    const going = pod('p', app, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(fits({ nodes: two, there: [['a1', going]] }, pod('q', app, spread()))).toEqual(['a1', 'b1']);
    expect(fits({ nodes: two, there: [['a1', pod('p', app, {}, { namespace: 'other' })]] }, pod('q', app, spread()))).toEqual(['a1', 'b1']);
  });

  it('leaves out nodes that the pod may not use, or not, as the policies say', () => {
    const tainted = node('c1', 'c', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } });
    const nodes = [...two, tainted];
    const both = [...there, ['b1', pod('p2', app)]] as const;
    // The empty zone c holds the others back as long as its node counts.
    expect(fits({ nodes, there: both }, pod('q', app, spread()))).toEqual([]);
    expect(fits({ nodes, there: both }, pod('q', app, spread({ nodeTaintsPolicy: 'Honor' })))).toEqual(['a1', 'b1']);
    const chosen = { ...spread(), nodeSelector: { [ZONE]: 'a' } };
    expect(fits({ nodes: two, there }, pod('q', app, chosen))).toEqual(['a1']);
    expect(fits({ nodes: two, there }, pod('q', app, { ...spread({ nodeAffinityPolicy: 'Ignore' }), nodeSelector: { [ZONE]: 'a' } }))).toEqual([]);
  });

  it('a node without the key cannot be cured', () => {
    const bare: NodeObject = { metadata: { name: 'bare' }, status: { allocatable: { pods: '9' } } };
    expect(decide({ nodes: [bare] }, pod('q', app, spread())).rejections.get('bare')).toMatchObject({
      code: 'UnschedulableAndUnresolvable',
      reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
    });
  });

  it('constraints of the profile hold for pods without any, by their Services', () => {
    const constraint = { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule' };
    const configuration = { profiles: [{ pluginConfig: [{ name: 'PodTopologySpread', args: { defaultingType: 'List', defaultConstraints: [constraint] } }] }] };
    const scheduler = createScheduler({ configuration });
    for (const one of two) scheduler.addNode(one);
    scheduler.bind(scheduler.pod(pod('p', app)), 'a1');
    const alone = scheduler.explain(scheduler.pod(pod('q', app)));
    scheduler.setServices([{ metadata: { name: 's' }, spec: { selector: app } }]);
    const served = scheduler.explain(scheduler.pod(pod('q', app)));
    expect([alone.feasibleNodes.length, [...served.feasibleNodes]]).toEqual([2, ['b1']]);
  });
});

describe('pod affinity', () => {
  const nodes = [node('a1'), node('b1', 'b')];
  const namespaces = [{ metadata: { name: 'one', labels: { team: 'x' } } }, { metadata: { name: 'two', labels: { team: 'y' } } }];
  const near = (more: object) => ({
    affinity: {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: ZONE, labelSelector: { matchLabels: { app: 'x' } }, ...more }] },
    },
  });
  const there = [['a1', pod('p', { app: 'x', rev: '1' }, {}, { namespace: 'one' })]] as const;

  it.each([
    ['the pod’s own namespace alone', {}, []],
    ['namespaces by name', { namespaces: ['one'] }, ['a1']],
    ['by their labels', { namespaceSelector: { matchLabels: { team: 'x' } } }, ['a1']],
    ['not those with other labels', { namespaceSelector: { matchLabels: { team: 'z' } } }, []],
    ['all of them', { namespaceSelector: {} }, ['a1']],
    [
      'one that accepts no labels means all, whatever labels they have',
      { namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] } },
      ['a1'],
    ],
    ['the pod’s own value of a key', { namespaces: ['one'], matchLabelKeys: ['rev'] }, []],
    ['any other value of a key', { namespaces: ['one'], mismatchLabelKeys: ['rev'] }, ['a1']],
    ['no selector means nobody', { namespaces: ['one'], labelSelector: undefined }, []],
  ])('means %s', (_, more, wanted) => expect(fits({ nodes, namespaces, there }, pod('q', { rev: '2' }, near(more), { namespace: 'two' }))).toEqual(wanted));

  it('the first of a group that wants to be together may go anywhere', () => {
    expect(fits({ nodes }, pod('q', { app: 'x' }, near({})))).toEqual(['a1', 'b1']);
    expect(fits({ nodes }, pod('q', { app: 'y' }, near({})))).toEqual([]);
  });

  it('running pods’ aversions count too, and can be cured', () => {
    const term = { topologyKey: ZONE, labelSelector: { matchLabels: { app: 'y' } } };
    const averse = pod('p', { app: 'x' }, { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
    const placement = decide({ nodes, there: [['a1', averse]] }, pod('q', { app: 'y' }));
    expect([placement.node, placement.rejections.get('a1')]).toEqual([
      'b1',
      { plugin: 'InterPodAffinity', code: 'Unschedulable', reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"] },
    ]);
  });

  const prefers = (weight: number, kind: 'podAffinity' | 'podAntiAffinity', app: string) => ({
    affinity: {
      [kind]: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: { topologyKey: ZONE, labelSelector: { matchLabels: { app } } } }],
      },
    },
  });
  const requires = {
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: ZONE, labelSelector: { matchLabels: { app: 'y' } } }] } },
  };

  it.each([
    ['what it prefers', pod('p', { app: 'x' }), pod('q', { app: 'y' }, prefers(10, 'podAffinity', 'x')), [200, 0]],
    ['what it avoids', pod('p', { app: 'x' }), pod('q', { app: 'y' }, prefers(10, 'podAntiAffinity', 'x')), [0, 200]],
    ['who prefers it', pod('p', { app: 'x' }, prefers(10, 'podAffinity', 'y')), pod('q', { app: 'y' }), [200, 0]],
    ['who avoids it', pod('p', { app: 'x' }, prefers(10, 'podAntiAffinity', 'y')), pod('q', { app: 'y' }), [0, 200]],
    ['who requires it', pod('p', { app: 'x' }, requires), pod('q', { app: 'y' }), [200, 0]],
  ])('scores by %s', (_, one, other, scores) => expect(column('InterPodAffinity', { nodes, there: [['a1', one]] }, other)).toEqual(scores));

  it('leaves out what running pods prefer, or what their requirements weigh, when told to', () => {
    const args = (a: object) => ({ configuration: { profiles: [{ pluginConfig: [{ name: 'InterPodAffinity', args: a }] }] } });
    const there = [['a1', pod('p', { app: 'x' }, requires)]] as const;
    expect(column('InterPodAffinity', { nodes, there, ...args({ hardPodAffinityWeight: 0 }) }, pod('q', { app: 'y' }))).toBeUndefined();
    expect(column('InterPodAffinity', { nodes, there, ...args({ ignorePreferredTermsOfExistingPods: true }) }, pod('q', { app: 'y' }))).toBeUndefined();
  });
});

describe('resources', () => {
  const nodes = [node('a1'), node('b1', 'b')];
  const there = [['a1', pod('p', {}, asks('2', '2Gi'))]] as const;
  const profile = (plugin: string, args: object) => ({ configuration: { profiles: [{ pluginConfig: [{ name: plugin, args }] }] } });
  const strategy = (type: string, more: object = {}) => profile('NodeResourcesFit', { scoringStrategy: { type, ...more } });

  it.each([
    ['least allocated', strategy('LeastAllocated'), [43, 81]],
    ['most allocated', strategy('MostAllocated'), [56, 18]],
    [
      'cpu four times as heavy',
      strategy('LeastAllocated', {
        resources: [
          { name: 'cpu', weight: 4 },
          { name: 'memory', weight: 1 },
        ],
      }),
      [32, 77],
    ],
    [
      'a curve through two points',
      strategy('RequestedToCapacityRatio', {
        requestedToCapacityRatio: {
          shape: [
            { utilization: 0, score: 0 },
            { utilization: 100, score: 10 },
          ],
        },
      }),
      [56, 19],
    ],
    [
      'a curve that falls',
      strategy('RequestedToCapacityRatio', {
        requestedToCapacityRatio: {
          shape: [
            { utilization: 0, score: 10 },
            { utilization: 100, score: 0 },
          ],
        },
      }),
      [44, 82],
    ],
  ])('%s', (_, options, scores) => expect(column('NodeResourcesFit', { nodes, there, ...options }, pod('q', {}, asks('1', '1Gi')))).toEqual(scores));

  it('balance counts by how the pod changes it since 1.36, by itself before', () => {
    const wide = pod('q', {}, asks('1', '6Gi'));
    expect(column('NodeResourcesBalancedAllocation', { nodes, there }, wide)).toEqual([75, 62]);
    expect(column('NodeResourcesBalancedAllocation', { nodes, there, version: '1.35' }, wide)).toEqual([87, 75]);
    expect(column('NodeResourcesBalancedAllocation', { nodes }, pod('q', {}, {}))).toBeUndefined();
  });

  it('extended resources can be left to others', () => {
    const gpu = pod('q', {}, { containers: [{ name: 'c', resources: { requests: { 'nvidia.com/gpu': '1' } } }] });
    expect(decide({ nodes }, gpu).message).toContain('2 Insufficient nvidia.com/gpu');
    expect(fits({ nodes, ...profile('NodeResourcesFit', { ignoredResources: ['nvidia.com/gpu'] }) }, gpu)).toHaveLength(2);
    expect(fits({ nodes, ...profile('NodeResourcesFit', { ignoredResourceGroups: ['nvidia.com'] }) }, gpu)).toHaveLength(2);
  });

  it('what is too large for the node cannot be cured, what is taken can', () => {
    const code = (cpu: string) => decide({ nodes: [node('a1')], there }, pod('q', {}, asks(cpu))).rejections.get('a1');
    expect([code('3')?.code, code('5')?.code]).toEqual(['Unschedulable', 'UnschedulableAndUnresolvable']);
  });
});

describe('ports, affinity and images', () => {
  const nodes = [node('a1'), node('b1', 'b')];
  const port = (hostIP: string | undefined, protocol = 'TCP', containerPort = 80, hostPort = 80) => ({
    containers: [{ name: 'c', ports: [{ containerPort, hostPort, protocol, ...(hostIP === undefined ? {} : { hostIP }) }] }],
  });

  it.each([
    ['every address clashes with each', port('10.0.0.1'), port(undefined), ['b1']],
    ['0.0.0.0 is every address', port('0.0.0.0'), port('10.0.0.1'), ['b1']],
    ['two addresses do not clash', port('10.0.0.1'), port('10.0.0.2'), ['a1', 'b1']],
    ['two protocols do not clash', port(undefined), port(undefined, 'UDP'), ['a1', 'b1']],
    ['ports inside do not clash', port(undefined), port(undefined, 'TCP', 80, 81), ['a1', 'b1']],
  ])('%s', (_, held, wanted, free) => expect(fits({ nodes, there: [['a1', pod('p', {}, held)]] }, pod('q', {}, wanted))).toEqual(free));

  it('a sidecar’s port counts, an init container’s does not', () => {
    const [container] = port(undefined).containers;
    const init = (more: object) => pod('p', {}, { initContainers: [{ ...container, ...more }] });
    expect(fits({ nodes, there: [['a1', init({ restartPolicy: 'Always' })]] }, pod('q', {}, port(undefined)))).toEqual(['b1']);
    expect(fits({ nodes, there: [['a1', init({})]] }, pod('q', {}, port(undefined)))).toEqual(['a1', 'b1']);
  });

  it('the profile’s affinity comes on top of the pod’s', () => {
    const zone = (value: string) => ({ matchExpressions: [{ key: ZONE, operator: 'In', values: [value] }] });
    const added = (affinity: object) => ({ configuration: { profiles: [{ pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity: affinity } }] }] } });
    const required = added({ requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [zone('a')] } });
    const placement = decide({ nodes, ...required }, pod('q', {}, { nodeSelector: { [ZONE]: 'b' } }));
    expect([placement.rejections.get('a1')?.reasons, placement.rejections.get('b1')?.reasons]).toEqual([
      ["node(s) didn't match Pod's node affinity/selector"],
      ["node(s) didn't match scheduler-enforced node affinity"],
    ]);
    const preferred = added({ preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, preference: zone('b') }] });
    expect(column('NodeAffinity', { nodes, ...preferred }, pod('q'))).toEqual([0, 200]);
  });

  const image = (name: string, mebibytes: number) => ({ names: [name], sizeBytes: mebibytes * 1024 * 1024 });
  const holding = (name: string, ...images: object[]): NodeObject => ({ ...node(name), status: { ...node(name).status, images: images as never[] } });
  const runs = (...images: string[]) => ({ containers: images.map((one, i) => ({ name: `c${i}`, image: one })) });

  it.each([
    ['by bytes, scaled by how many nodes have them', [holding('a1', image('app:latest', 500)), node('b1')], runs('app'), [23, 0]],
    ['nothing below 23 MiB', [holding('a1', image('app:latest', 46)), node('b1')], runs('app'), [0, 0]],
    ['no more than 1000 MiB a container', [holding('a1', image('app:latest', 9000)), node('b1')], runs('app'), [100, 0]],
    ['each container raises the measure', [holding('a1', image('app:latest', 500)), node('b1')], runs('app', 'other'), [11, 0]],
    ['a port of the registry is no tag', [holding('a1', image('reg:5000/app:latest', 500)), node('b1')], runs('reg:5000/app'), [23, 0]],
  ])('images: %s', (_, both, spec, scores) => expect(column('ImageLocality', { nodes: both }, pod('q', {}, spec))).toEqual(scores));

  it('an image volume counts its bytes, but raises no measure', () => {
    const volumes = [{ name: 'v', image: { reference: 'data:1' } }];
    const both = [holding('a1', image('data:1', 500)), node('b1')];
    expect(column('ImageLocality', { nodes: both }, pod('q', {}, { ...runs('app'), volumes }))).toEqual([23, 0]);
  });

  it('a node hears of what others pulled when it changes itself', () => {
    const scheduler = createScheduler();
    for (const one of [holding('a1', image('app:latest', 1000)), node('b1')]) scheduler.addNode(one);
    const scores = () => scheduler.explain(scheduler.pod(pod('q', {}, runs('app')))).scores?.get('ImageLocality');
    expect(scores()).toEqual([48, 0]);
    scheduler.updateNode(holding('b1', image('app:latest', 1000)));
    expect(scores()).toEqual([48, 100]);
    scheduler.bind(scheduler.pod(pod('p')), 'a1');
    expect(scores()).toEqual([100, 100]);
  });
});

describe('preemption', () => {
  const asking = (cpu: string, priority: number, more: object = {}) => ({ ...asks(cpu, '1Mi'), priority, ...more });
  const start = (minute: number) => ({ status: { startTime: `2026-01-01T00:0${minute}:00Z` } });
  const lowly = (name: string, cpu: string, priority: number, minute = 0): PodObject => ({
    ...pod(name, { app: name }, asking(cpu, priority)),
    ...start(minute),
  });
  const vip = pod('vip', {}, asking('4', 100));
  const budget = (app: string, disruptionsAllowed: number): DisruptionBudgetObject => ({
    metadata: { name: app, namespace: 'default' },
    spec: { selector: { matchLabels: { app } } },
    status: { disruptionsAllowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
  });
  const outcome = (cluster: Cluster, raw = vip) => {
    const { preemption } = decide(cluster, raw);
    return [preemption?.nominated, preemption?.victims.map((v) => v.name).sort()];
  };
  const nodes = [node('a1'), node('b1', 'b')];

  it.each([
    [
      'fewest broken budgets',
      [
        ['a1', lowly('x', '4', 1)],
        ['b1', lowly('y', '4', 50)],
      ],
      [budget('x', 0)],
      ['b1', ['y']],
    ],
    [
      'a budget that allows it is none',
      [
        ['a1', lowly('x', '4', 1)],
        ['b1', lowly('y', '4', 50)],
      ],
      [budget('x', 1)],
      ['a1', ['x']],
    ],
    [
      'the least important of the most important victims',
      [
        ['a1', lowly('x', '4', 9)],
        ['b1', lowly('y', '4', 8)],
      ],
      [],
      ['b1', ['y']],
    ],
    [
      'the smallest sum of priorities',
      [
        ['a1', lowly('x', '2', 8)],
        ['a1', lowly('z', '2', 7)],
        ['b1', lowly('y', '4', 8)],
      ],
      [],
      ['b1', ['y']],
    ],
    [
      'whose most important victim began last',
      [
        ['a1', lowly('x', '4', 8, 1)],
        ['b1', lowly('y', '4', 8, 2)],
      ],
      [],
      ['b1', ['y']],
    ],
  ] as const)('picks the node with %s', (_, there, budgets, wanted) => expect(outcome({ nodes, there, budgets })).toEqual(wanted));

  it('lets stay whom it need not send away, the important first, those under a budget before all', () => {
    const there = [
      ['a1', lowly('x', '2', 1)],
      ['a1', lowly('y', '1', 5)],
      ['a1', lowly('z', '1', 6)],
    ] as const;
    const wants = pod('vip', {}, asking('2', 100));
    expect(outcome({ nodes: [node('a1')], there }, wants)).toEqual(['a1', ['x']]);
    expect(outcome({ nodes: [node('a1')], there, budgets: [budget('x', 0)] }, wants)).toEqual(['a1', ['y', 'z']]);
  });

  it.each([
    ['equals', pod('vip', {}, asking('4', 1)), 'No preemption victims found for incoming pod'],
    ['anybody when the pod may not', pod('vip', {}, asking('4', 100, { preemptionPolicy: 'Never' })), 'not eligible due to preemptionPolicy=Never.'],
    ['anybody where that does not help', pod('vip', {}, asking('5', 100)), 'Preemption is not helpful for scheduling'],
  ])('does not push out %s', (_, raw, message) => {
    const { preemption } = decide({ nodes: [node('a1')], there: [['a1', lowly('x', '4', 1)]] }, raw);
    expect([preemption?.nominated, preemption?.message]).toEqual([null, expect.stringContaining(message)]);
  });

  it('waits while its victims are ending', () => {
    const scheduler = createScheduler();
    scheduler.addNode(node('a1'));
    const victim = scheduler.pod(lowly('x', '4', 1));
    scheduler.bind(victim, 'a1');
    const waiting = scheduler.pod(vip);
    scheduler.nominate(waiting, 'a1');
    victim.preempted = true;
    scheduler.terminating(victim);
    expect(scheduler.explain(waiting).preemption).toMatchObject({
      barred: true,
      message: 'preemption: not eligible due to a terminating pod on the nominated node.',
    });
  });

  it('keeps the room that was promised to a pod of the same priority or a higher one', () => {
    const scheduler = createScheduler();
    scheduler.addNode(node('a1'));
    const promised = scheduler.pod(vip);
    scheduler.nominate(promised, 'a1');
    expect(scheduler.explain(scheduler.pod(pod('q', {}, asking('1', 100)))).node).toBeNull();
    expect(scheduler.explain(scheduler.pod(pod('q', {}, asking('1', 101)))).node).toBe('a1');
    expect(scheduler.explain(promised).node).toBe('a1');
  });
});

describe('sampling', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => node(`n${i}`));
  it.each([
    [99, 0, 99],
    [100, 0, 100],
    [250, 0, 120],
    [1000, 0, 420],
    [1000, 30, 300],
    [250, 1, 100],
  ])('of %i nodes at %i percent %i are enough', (count, percentageOfNodesToScore, feasible) =>
    expect(decide({ nodes: many(count), configuration: { percentageOfNodesToScore } }, pod('q')).feasible).toBe(feasible),
  );

  it('goes on where the last search ended', () => {
    const scheduler = createScheduler({ configuration: { percentageOfNodesToScore: 1 } });
    for (const one of many(250)) scheduler.addNode(one);
    const first = scheduler.explain(scheduler.pod(pod('p')));
    const second = scheduler.explain(scheduler.pod(pod('q')));
    expect([first.feasibleNodes[0], first.evaluated, second.feasibleNodes[0]]).toEqual(['n0', 100, 'n100']);
  });

  it('the profile’s percentage outdoes the common one, 0 means adaptive there', () => {
    const both = (own: number) => ({ percentageOfNodesToScore: 10, profiles: [{ percentageOfNodesToScore: own }] });
    expect(decide({ nodes: many(1000), configuration: both(50) }, pod('q')).feasible).toBe(500);
    expect(decide({ nodes: many(1000), configuration: both(0) }, pod('q')).feasible).toBe(420);
  });
});

describe('ties', () => {
  it('are drawn alike for everybody before 1.35, and by the seed', () => {
    const nodes = Array.from({ length: 4 }, (_, i) => node(`n${i}`));
    const drawn = new Set(Array.from({ length: 40 }, (_, seed) => decide({ nodes, version: '1.34', seed }, pod('q')).node));
    expect(drawn.size).toBe(4);
    expect(decide({ nodes, version: '1.34', seed: 7 }, pod('q')).node).toBe(decide({ nodes, version: '1.34', seed: 7 }, pod('q')).node);
  });
});

it('without nodes there is nothing to say but that', () => {
  const placement = decide({ nodes: [] }, pod('q'));
  expect([placement.message, placement.preemption]).toEqual(['no nodes available to schedule pods', null]);
});
