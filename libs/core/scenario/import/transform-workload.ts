import { RandomStream } from '#core/random';
import { sortedWorkload, type Workload, type WorkloadApp, type WorkloadPod } from './workload.js';

export interface Transformation {
  /** Time runs this many times faster: arrivals come closer together, pods live shorter. */
  readonly compress?: number;
  /** So many times the pods and requests, drawn again from those that are there. */
  readonly inflate?: number;
  /** This share of the pods and requests, drawn. */
  readonly sample?: number;
  readonly seed?: number;
}

/** Compresses first, then samples, then inflates. The same seed gives the same workload. */
export function transformWorkload(workload: Workload, { compress = 1, inflate = 1, sample = 1, seed = 1 }: Transformation): Workload {
  const compressed =
    compress === 1
      ? workload
      : { ...workload, pods: workload.pods.map((pod) => fasterPod(pod, compress)), apps: workload.apps.map((app) => fasterApp(app, compress)) };
  const factor = inflate * sample;
  if (factor === 1) return sortedWorkload(compressed);
  return sortedWorkload({
    ...compressed,
    pods: drawnPods(compressed.pods, sample, inflate, seed),
    apps: compressed.apps.map((app) => drawnApp(app, factor, seed)),
  });
}

const fasterPod = (pod: WorkloadPod, times: number): WorkloadPod => ({
  ...pod,
  atUs: Math.round(pod.atUs / times),
  durationUs: pod.durationUs === null ? null : Math.round(pod.durationUs / times),
});

const fasterApp = (app: WorkloadApp, times: number): WorkloadApp => ({ ...app, everyUs: Math.max(1, Math.round(app.everyUs / times)) });

/** Copies of drawn pods, at times of other drawn pods: more of the same, as in the inflation of a packing experiment. */
function drawnPods(pods: readonly WorkloadPod[], share: number, times: number, seed: number): readonly WorkloadPod[] {
  const keep = new RandomStream(seed, 'sample/pods');
  const kept = share >= 1 ? pods : pods.filter(() => keep.uniform() < share);
  const extra = Math.round(kept.length * (times - 1));
  if (extra <= 0 || kept.length === 0) return kept;
  const stream = new RandomStream(seed, 'inflate/pods');
  const copies = Array.from({ length: extra }, (_, index): WorkloadPod => {
    const pod = kept[stream.integer(kept.length)] as WorkloadPod;
    const when = kept[stream.integer(kept.length)] as WorkloadPod;
    return { ...pod, name: `${pod.name}-copy-${index + 1}`, atUs: when.atUs };
  });
  return [...kept, ...copies];
}

/** Counts scaled; what is left after rounding is drawn, so that small counts keep their mean. */
function drawnApp(app: WorkloadApp, factor: number, seed: number): WorkloadApp {
  const stream = new RandomStream(seed, `sample/${app.name}`);
  return { ...app, counts: app.counts.map((count) => Math.floor(count * factor + stream.uniform())) };
}
