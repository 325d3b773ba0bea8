import type { RandomStream } from '#core/random';
import type { NodeObject, PodObject, PodSpecObject } from '../objects/api-objects.js';

/** Material for tests that compare engines: nodes, pods and profiles in which everything occurs that a decision may depend on. */

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';
const APPS = ['a', 'b', 'c'];

type Json = Readonly<Record<string, unknown>>;
type Draw = <T>(list: readonly T[]) => T;

export const drawer =
  (random: RandomStream): Draw =>
  <T>(list: readonly T[]): T =>
    list[random.integer(list.length)] as T;

export function randomNode(name: string, random: RandomStream): NodeObject {
  const draw = drawer(random);
  const chance = (of: number) => random.integer(of) === 0;
  const labels: Record<string, string> = { [HOST]: name, disk: draw(['ssd', 'hdd']), size: draw(['1', '5', '9']) };
  if (!chance(8)) labels[ZONE] = draw(['z0', 'z1', 'z2']);
  const taints = [
    ...(chance(5) ? [{ key: 'soft', effect: 'PreferNoSchedule' }] : []),
    ...(chance(8) ? [{ key: 'hard', value: draw(['x', 'y']), effect: 'NoSchedule' }] : []),
    ...(chance(12) ? [{ key: 'gone', effect: 'NoExecute' }] : []),
  ];
  const images = ['img0:latest', 'img1:latest', 'data:1'].filter(() => chance(3)).map((image, i) => ({ names: [image], sizeBytes: (i + 2) * 2e8 }));
  const allocatable = {
    cpu: draw(['2', '4', '3500m']),
    memory: draw(['4Gi', '8Gi']),
    pods: draw(['6', '12']),
    ...(chance(3) ? { 'example.com/gpu': '2' } : {}),
    ...(chance(4) ? { 'ephemeral-storage': '10Gi' } : {}),
  };
  return { metadata: { name, labels }, spec: { unschedulable: chance(10), taints }, status: { allocatable, images } };
}

const term = (app: string, topologyKey: string, more: Json = {}) => ({ topologyKey, labelSelector: { matchLabels: { app } }, ...more });
const spread = (maxSkew: number, whenUnsatisfiable: string, topologyKey: string, more: Json = {}) => ({
  maxSkew,
  topologyKey,
  whenUnsatisfiable,
  labelSelector: { matchLabels: { app: 'a' } },
  ...more,
});
const prefers = (key: string, operator: string, values: readonly string[], weight: number) => ({
  weight,
  preference: { matchExpressions: [{ key, operator, values }] },
});

/** One way or another in which a pod can depend on its node, on other pods, or on both. */
function dependence(random: RandomStream): Json {
  const draw = drawer(random);
  const hard = 'DoNotSchedule';
  const soft = 'ScheduleAnyway';
  return draw<Json>([
    {},
    {},
    { tolerations: [{ key: 'soft', operator: 'Exists' }] },
    { tolerations: [{ operator: 'Exists' }] },
    {
      tolerations: [
        { key: 'hard', value: 'x' },
        { key: 'gone', operator: 'Exists', effect: 'NoExecute' },
      ],
    },
    { nodeSelector: { disk: 'ssd' } },
    { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [prefers('disk', 'In', ['ssd'], 5), prefers('size', 'Gt', ['2'], 3)] } } },
    {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'size', operator: 'Lt', values: ['7'] }] }] },
        },
      },
    },
    {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1', 'n3'] }] }],
          },
        },
      },
    },
    { topologySpreadConstraints: [spread(draw([1, 2]), hard, ZONE)] },
    { topologySpreadConstraints: [spread(1, hard, HOST, { minDomains: 3 }), spread(2, soft, ZONE)] },
    { topologySpreadConstraints: [spread(1, soft, ZONE, { nodeTaintsPolicy: 'Honor' })] },
    { nodeSelector: { disk: 'ssd' }, topologySpreadConstraints: [spread(1, hard, ZONE, { nodeAffinityPolicy: 'Ignore' })] },
    { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(draw(APPS), HOST)] } } },
    { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(draw(APPS), ZONE, { namespaceSelector: {} })] } } },
    { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 9, podAffinityTerm: term(draw(APPS), ZONE) }] } } },
    { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 40, podAffinityTerm: term(draw(APPS), HOST) }] } } },
  ]);
}

function container(random: RandomStream): Json {
  const draw = drawer(random);
  const requests = draw<Json>([
    {},
    { cpu: `${50 * (1 + random.integer(12))}m`, memory: `${64 * (1 + random.integer(16))}Mi` },
    { cpu: `${50 * (1 + random.integer(12))}m` },
    { cpu: '300m', memory: '256Mi', 'example.com/gpu': '1' },
    { memory: '512Mi', 'ephemeral-storage': '1Gi' },
  ]);
  const ports = random.integer(8) === 0 ? [{ containerPort: 80, hostPort: draw([80, 81]), ...(random.integer(2) === 0 ? { hostIP: '10.0.0.1' } : {}) }] : [];
  return { name: 'c', image: draw(['img0', 'img1', 'other']), resources: { requests }, ports };
}

export function randomSpec(random: RandomStream): PodSpecObject {
  const rare = (of: number, value: Json): Json => (random.integer(of) === 0 ? value : {});
  return {
    containers: [container(random)],
    ...rare(6, { initContainers: [{ ...container(random), restartPolicy: 'Always' }, container(random)] }),
    ...rare(10, { overhead: { cpu: '50m' } }),
    ...rare(10, { resources: { requests: { cpu: '700m' } } }),
    ...rare(12, { volumes: [{ name: 'v', image: { reference: 'data:1' } }] }),
    ...rare(4, { priority: random.integer(3) * 100 }),
    ...dependence(random),
  } as unknown as PodSpecObject;
}

/** A pod that asks for cpu and memory and has hardly anything else to it, like no other in how much. */
export function plainSpec(random: RandomStream): PodSpecObject {
  const rare = (of: number, value: Json): Json => (random.integer(of) === 0 ? value : {});
  // Many amounts make whole percents of a node: there multiplying and dividing part first.
  const milli = () => (random.integer(2) === 0 ? 1 + random.integer(900) : 10 * (1 + random.integer(60)));
  const megabytes = () => (random.integer(2) === 0 ? `${1 + random.integer(900_000)}Ki` : `${10 * (1 + random.integer(60))}M`);
  const amount = (): Json => ({ ...rare(2, { cpu: `${milli()}m` }), ...rare(2, { memory: megabytes() }) });
  const one = (): Json => ({ name: 'c', image: drawer(random)(['img0', 'other']), resources: { requests: amount() } });
  return {
    containers: [one()],
    ...rare(5, { initContainers: [{ ...one(), restartPolicy: 'Always' }, one()] }),
    ...rare(6, { overhead: { cpu: '7m' } }),
    ...rare(6, { resources: { requests: { cpu: '333m' } } }),
    ...rare(4, { tolerations: [{ key: 'hard', operator: 'Exists' }] }),
  } as unknown as PodSpecObject;
}

/** A node that deters nobody softly: then what is left to compare are resources and images. */
export function calmNode(name: string, random: RandomStream): NodeObject {
  const node = randomNode(name, random);
  const allocatable = { cpu: drawer(random)(['1', '3', '7']), memory: drawer(random)(['3000M', '7000M']), pods: drawer(random)(['6', '40']) };
  return {
    ...node,
    status: { ...node.status, allocatable },
    spec: { ...node.spec, taints: (node.spec?.taints ?? []).filter((taint) => taint.effect !== 'PreferNoSchedule') },
  };
}

export const randomLabels = (random: RandomStream): Readonly<Record<string, string>> => ({ app: drawer(random)(APPS) });

export const podOf = (name: string, namespace: string, labels: Readonly<Record<string, string>>, spec: PodSpecObject): PodObject =>
  ({ metadata: { name, namespace, labels }, spec }) as PodObject;

const profile = (pluginConfig: readonly Json[], plugins: Json = {}): Json => ({ profiles: [{ pluginConfig, plugins }] });
const args = (name: string, own: Json): Json => ({ name, args: own });

const strategy = (type: string, resources: readonly Json[]): Json => args('NodeResourcesFit', { scoringStrategy: { type, resources } });

/** Profiles that change what is asked, how it is scored, and what it weighs. */
export const PROFILES: readonly (readonly [string, Json])[] = [
  ['the default profile', {}],
  [
    'a packing profile',
    profile([
      args('NodeResourcesFit', {
        scoringStrategy: {
          type: 'MostAllocated',
          resources: [
            { name: 'cpu', weight: 3 },
            { name: 'example.com/gpu', weight: 5 },
          ],
        },
      }),
    ]),
  ],
  [
    'packing by cpu and memory',
    profile([
      strategy('MostAllocated', [
        { name: 'cpu', weight: 2 },
        { name: 'memory', weight: 5 },
      ]),
    ]),
  ],
  [
    'a curve, and resources left to others',
    profile([
      args('NodeResourcesFit', {
        ignoredResources: ['example.com/gpu'],
        scoringStrategy: {
          type: 'RequestedToCapacityRatio',
          resources: [{ name: 'memory', weight: 2 }],
          requestedToCapacityRatio: {
            shape: [
              { utilization: 0, score: 2 },
              { utilization: 60, score: 10 },
              { utilization: 100, score: 0 },
            ],
          },
        },
      }),
    ]),
  ],
  [
    'other weights and fewer plugins',
    profile([], {
      score: {
        enabled: [
          { name: 'ImageLocality', weight: 7 },
          { name: 'NodeResourcesFit', weight: 4 },
        ],
        disabled: [{ name: 'TaintToleration' }],
      },
      filter: { disabled: [{ name: 'NodePorts' }] },
    }),
  ],
  [
    'constraints and affinity of its own',
    profile([
      args('PodTopologySpread', {
        defaultingType: 'List',
        defaultConstraints: [
          { maxSkew: 2, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule' },
          { maxSkew: 1, topologyKey: HOST, whenUnsatisfiable: 'ScheduleAnyway' },
        ],
      }),
      args('NodeAffinity', { addedAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [prefers('disk', 'In', ['hdd'], 10)] } }),
      args('InterPodAffinity', { hardPodAffinityWeight: 30 }),
      args('NodeResourcesBalancedAllocation', {
        resources: [
          { name: 'cpu', weight: 1 },
          { name: 'memory', weight: 1 },
          { name: 'ephemeral-storage', weight: 1 },
        ],
      }),
    ]),
  ],
];
