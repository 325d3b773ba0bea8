import { type ClientLimits, DEFAULT_CLIENT_LIMITS, KubernetesControlPlane, type KubernetesObject } from '#core/orchestrator/kubernetes';
import { EvenPlacer } from './even-placer.js';
import { FakeWorld } from './fake-world.js';
import { fates, type PodFate, templateOf } from './pod-fate.js';
import { type Deed, scriptOf } from './recorded-actions.js';
import type { RecordedName } from './recorded-names.js';
import { merged, type RecordedInput, type Recording, type RecordedRun } from './recording.js';

export interface Replay {
  readonly plane: KubernetesControlPlane;
  readonly placer: EvenPlacer;
  readonly world: FakeWorld;
  readonly objects: Map<string, KubernetesObject>;
}

const KIND: Readonly<Record<string, string>> = {
  deploy: 'Deployment',
  rs: 'ReplicaSet',
  sts: 'StatefulSet',
  ds: 'DaemonSet',
  job: 'Job',
  cronjob: 'CronJob',
  pdb: 'PodDisruptionBudget',
  hpa: 'HorizontalPodAutoscaler',
  svc: 'Service',
};
const kindOf = (short: string): string => KIND[short] ?? Object.values(KIND).find((kind) => kind.toLowerCase() === short.toLowerCase()) ?? short;
const keyOf = (object: KubernetesObject): string => `${object.kind}/${object.metadata?.name}`;

/** kube-controller-manager was started with these, so that the scenarios did not slow each other down. */
const RECORDED_LIMITS: ClientLimits = { qps: 500, burst: 1000 };
/** Whole seconds and 5 s, so that the phase of the recording is the phase of the replay. */
const START_MS = 60_000;
const SETUP_MS = 20_000;
const SCRAPE_MS = 1000;
/** What waits for a tick of the node monitor may come so much later than recorded. */
const TICK_MS = 5000;
const TAIL_MS = 3000;

/** Recordings about client limits ran with what the controller manager has by itself. */
export const isPaced = ({ scenario, desc }: Recording): boolean => /qps/.test(`${scenario} ${desc}`);
const limitsOf = (recording: Recording): ClientLimits => (isPaced(recording) ? DEFAULT_CLIENT_LIMITS : RECORDED_LIMITS);

/** A control plane and its nodes, empty; `fate` says what becomes of a pod. */
export function startReplay(
  nodes: Parameters<FakeWorld['joinNodes']>[0] = 5,
  limits = RECORDED_LIMITS,
  fate: (name: RecordedName, annotations: Readonly<Record<string, string>>) => PodFate = defaultFate,
): Replay {
  const objects = new Map<string, KubernetesObject>();
  const placer = new EvenPlacer();
  const plane = new KubernetesControlPlane({ objects: [], seed: 1, clientLimits: limits }, placer);
  const annotationsOf = (image: string, owner: string) => {
    const own = [...objects.values()].filter((object) => owner.startsWith(object.metadata?.name ?? ' '));
    return templateOf(own.find((object) => JSON.stringify(object).includes(`"${image}"`)) ?? {});
  };
  const world = new FakeWorld(plane, (pod) => {
    const name = placer.names.of(pod.id);
    return fate(name, annotationsOf(pod.image, name.owner));
  });
  world.joinNodes(nodes);
  return { plane, placer, world, objects };
}

const defaultFate = ({ index }: RecordedName, annotations: Readonly<Record<string, string>>): PodFate => ({
  readyMs: 2000 + Number(annotations['fake/step-ms'] ?? 0) * index,
  runMs: null,
  fails: false,
});

export function applyObject(replay: Replay, object: KubernetesObject): void {
  replay.objects.set(keyOf(object), object);
  replay.plane.apply(object);
}

/** Applies the next recorded patch. */
export function applyPatch(replay: Replay, input: RecordedInput): void {
  const [short = '', name = ''] = (input.patch ?? '').split('/');
  const known = replay.objects.get(`${kindOf(short)}/${name}`);
  if (known === undefined) throw new Error(`nothing is known of ${input.patch}`);
  applyObject(replay, merged(known, input.body) as KubernetesObject);
}

/** How many pods of a Deployment were made when, before the recording began: the object is recorded as it was at the end of that. */
function stagesOf(run: RecordedRun, object: KubernetesObject): readonly { readonly t: number; readonly replicas: number }[] {
  if (object.kind !== 'Deployment') return [];
  const pods = (run.snapshots[0]?.pods ?? []).filter((pod) => pod.created < 0 && pod.owner === `${object.metadata?.name}-r1`);
  const times = [...new Set(pods.map((pod) => pod.created))].sort((a, b) => a - b);
  return times.map((t) => ({ t, replicas: pods.filter((pod) => pod.created <= t).length }));
}

function setUp(replay: Replay, run: RecordedRun, inputs: readonly RecordedInput[], startMs: number): void {
  const { world } = replay;
  const apply = (ms: number, object: KubernetesObject) => world.at(ms, () => applyObject(replay, object));
  for (const { object } of inputs) {
    if (object === undefined) continue;
    const stages = stagesOf(run, object);
    for (const { t, replicas } of stages) apply(startMs + t, merged(object, { spec: { replicas } }) as KubernetesObject);
    if (stages.length === 0) apply(startMs - SETUP_MS, object);
  }
}

/** The proxy of the recordings answered for the metrics server: one total, shared by the pods that are ready. */
function scrape(replay: Replay, load: { totalMilli: number }, untilMs: number): void {
  const { world } = replay;
  for (let ms = world.nowMs; ms < untilMs; ms += SCRAPE_MS) {
    world.at(ms, () => {
      const ready = [...world.pods.values()].filter((pod) => pod.ready && !pod.terminating);
      const cpuMilli = ready.length === 0 ? 0 : Math.round(load.totalMilli / ready.length);
      world.at(ms, {
        kind: 'metrics',
        pods: ready.map(({ id: pod }) => ({ pod, cpuMilli, memoryBytes: 1, requestsPerSecondMilli: 0, inFlight: 0 })),
        apps: [],
      });
    });
  }
}

function carryOut(replay: Replay, deed: Deed, nodeIds: ReadonlyMap<string, number>, startMs: number, load: { totalMilli: number }): void {
  const { world, placer } = replay;
  const id = (node: string): number => nodeIds.get(node) ?? -1;
  if (deed.do === 'apply') applyObject(replay, deed.input.object as KubernetesObject);
  else if (deed.do === 'patch' && deed.input.patch?.startsWith('node/')) {
    const cordon = (deed.input.body as { spec?: { unschedulable?: boolean } }).spec?.unschedulable === true;
    world.at(world.nowMs, { kind: 'maintenance', node: id(deed.input.patch.slice('node/'.length)), action: cordon ? 'cordon' : 'uncordon' });
  } else if (deed.do === 'patch') applyPatch(replay, deed.input);
  else if (deed.do === 'stop-node') world.nodeStops(id(deed.node), startMs + deed.lastHeard);
  else if (deed.do === 'return-node') world.nodeReturns(id(deed.node));
  else if (deed.do === 'load') load.totalMilli = deed.totalMilli;
  else if (deed.do === 'delete-pods') {
    // Whoever deletes a pod without asking for its budget does what the eviction API does where there is none.
    for (const name of deed.pods) {
      const pod = [...world.pods.keys()].find((one) => placer.names.of(one).identity === name);
      if (pod === undefined || placer.cluster?.evict(pod, 'deleted') !== 'granted') throw new Error(`${name} cannot be deleted`);
    }
    replay.plane.wakeAtUs = 0;
  } else world.at(world.nowMs, { kind: 'maintenance', node: id(deed.node), action: deed.do });
}

/** Does to our controllers what was done to the real ones in that run, at the same distances and in the same phase of the second. */
export function replayRun(recording: Recording, run: RecordedRun): Replay & { readonly startMs: number; readonly endMs: number } {
  const { setup, deeds } = scriptOf(recording, run);
  const nodes = recording.nodes.map(({ name, allocatable }) => ({ name, podsMax: Number(allocatable.pods ?? 110) }));
  const replay = startReplay(nodes, limitsOf(recording), fates(run));
  const { world, placer } = replay;
  const startMs = START_MS + run.t0PhaseMs;
  placer.wanted = run.setupPlacement;
  setUp(replay, run, setup, startMs);
  const onNodes = deeds.some((deed) => deed.do === 'stop-node');
  const endMs = startMs + Math.max(...run.events.map((event) => event.t)) + TAIL_MS + (onNodes ? TICK_MS : 0);
  const load = { totalMilli: 0 };
  if (recording.inputs.some((input) => input.kind === 'hpa')) scrape(replay, load, endMs);
  const nodeIds = new Map(nodes.map(({ name }, i) => [name, i]));
  world.runUntil(startMs - 1);
  world.resetEnvelope();
  for (const deed of deeds) {
    world.runUntil(startMs + deed.t - 1);
    world.at(startMs + deed.t, () => carryOut(replay, deed, nodeIds, startMs, load));
    world.runUntil(startMs + deed.t);
  }
  world.runUntil(endMs);
  return { ...replay, startMs, endMs };
}

/** `web-r2 3->5`, as the recordings write it: ReplicaSets numbered in order of their making. */
export function scaleTrack({ world, placer }: Pick<Replay, 'world' | 'placer'>, fromMs: number): string[] {
  const track: string[] = [];
  for (const { ms, note } of world.notes) {
    if (ms < fromMs) continue;
    const created = /^Created new replica set (\S+)$/.exec(note.text)?.[1];
    if (note.what === 'rollout-started' && created !== undefined) track.push(`${placer.names.set(created)} 0->0(created)`);
    const scaled = /replica set (\S+) from (\d+) to (\d+)$/.exec(note.text);
    if (note.what !== 'scaled' || scaled === null) continue;
    const [, name = '', from, to] = scaled;
    const set = placer.names.set(name);
    if (track.at(-1) === `${set} 0->0(created)`) track[track.length - 1] = `${set} ${from}->${to}(created)`;
    else track.push(`${set} ${from}->${to}`);
  }
  return track;
}
