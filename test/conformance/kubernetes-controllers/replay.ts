import { type ClientLimits, KubernetesControlPlane, type KubernetesObject } from '#core/orchestrator/kubernetes';
import { EvenPlacer } from './even-placer.js';
import { FakeWorld, type Timing } from './fake-world.js';
import { merged, type Recording } from './recording.js';

export interface Replay {
  readonly plane: KubernetesControlPlane;
  readonly placer: EvenPlacer;
  readonly world: FakeWorld;
  readonly objects: Map<string, KubernetesObject>;
}

const KIND: Readonly<Record<string, string>> = { deploy: 'Deployment', sts: 'StatefulSet', ds: 'DaemonSet' };

/** Annotations of the pod template that tell the fake node agent how long things take. */
function timingOf(objects: Map<string, KubernetesObject>): (image: string) => Timing {
  return (image) => {
    for (const object of objects.values()) {
      const template = (object as { spec?: { template?: { metadata?: { annotations?: Record<string, string> }; spec?: { containers: { image: string }[] } } } })
        .spec?.template;
      if (template?.spec?.containers[0]?.image !== image) continue;
      const annotations = template.metadata?.annotations ?? {};
      const runMs = annotations['fake/run-ms'];
      return { startMs: 2000, stepMs: Number(annotations['fake/step-ms'] ?? 0), runMs: runMs === undefined ? null : Number(runMs) };
    }
    return { startMs: 2000, stepMs: 0, runMs: null };
  };
}

/** The recordings of scale-downs were set up in another way: ten pods are there before the only patch. */
function asSetUp(object: KubernetesObject, scenario: string): KubernetesObject {
  return scenario.startsWith('s07') ? (merged(object, { spec: { replicas: 10 } }) as KubernetesObject) : object;
}

/** kube-controller-manager was started with these, so that the scenarios did not slow each other down. */
const RECORDED_LIMITS: ClientLimits = { qps: 500, burst: 1000 };

/** A control plane with the recording's nodes and those objects that it starts with. */
export function startReplay(recording: Recording, nodes = 5, limits = RECORDED_LIMITS): Replay {
  const initial = recording.inputs.flatMap((input) => (input.object === undefined ? [] : [asSetUp(input.object, recording.scenario)]));
  const objects = new Map(initial.map((object) => [`${object.kind}/${object.metadata?.name}`, object]));
  const placer = new EvenPlacer();
  const plane = new KubernetesControlPlane({ objects: initial, seed: 1, clientLimits: limits }, placer);
  const world = new FakeWorld(plane, timingOf(objects));
  world.joinNodes(nodes);
  return { plane, placer, world, objects };
}

/** Applies the next recorded patch. */
export function applyPatch(replay: Replay, input: Recording['inputs'][number]): void {
  const [short = '', name = ''] = (input.patch ?? '').split('/');
  const key = `${KIND[short]}/${name}`;
  const object = merged(replay.objects.get(key), input.body) as KubernetesObject;
  replay.objects.set(key, object);
  replay.plane.apply(object);
}

/** `web-r2 3->5`, as the recordings write it: ReplicaSets numbered in order of their making. */
export function scaleTrack(replay: Replay, fromMs: number): string[] {
  const numbers = new Map<string, number>();
  const track: string[] = [];
  for (const { ms, note } of replay.world.notes) {
    const created = /replica set (\S+)$/.exec(note.text)?.[1];
    if (note.what === 'rollout-started' && created !== undefined && !numbers.has(created)) {
      numbers.set(created, numbers.size + 1);
      if (ms >= fromMs) track.push(`web-r${numbers.get(created)} 0->0(created)`);
    }
    const scaled = /replica set (\S+) from (\d+) to (\d+)$/.exec(note.text);
    if (note.what !== 'scaled' || scaled === null || ms < fromMs) continue;
    const [, name = '', from, to] = scaled;
    if (track.at(-1) === `web-r${numbers.get(name)} 0->0(created)`) track[track.length - 1] = `web-r${numbers.get(name)} ${from}->${to}(created)`;
    else track.push(`web-r${numbers.get(name)} ${from}->${to}`);
  }
  return track;
}
