import { parseKubernetesSnapshot } from '#core/entry';
import { type ExplainedPod, explainSnapshot } from '#core/orchestrator/kubernetes/scheduler';
import { clusterCases, type Step } from './cluster-case';
import { type Recording, readRecording, recordingNames, type Result } from './recording';
import { Replay } from './replay';

type Data = Readonly<Record<string, unknown>>;

/** Objects as a file that somebody hands to `regatta explain`. */
function explained(items: readonly object[]): readonly ExplainedPod[] {
  const outcome = parseKubernetesSnapshot({ path: 'snapshot.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems.slice(0, 3)));
  return explainSnapshot(outcome.value).pods;
}

const of = (kind: string) => (data: object) => ({ apiVersion: 'v1', ...data, kind });
const bound = (pod: object, node: string) => ({ ...of('Pod')(pod), spec: { ...(pod as { spec: object }).spec, nodeName: node } });

function asRecorded({ nodes }: ExplainedPod): Pick<Step, 'filter' | 'scores'> {
  const filter = Object.fromEntries(nodes.map((n) => [n.node, n.filter ?? { code: 'Success' }]));
  const scored = nodes.filter((n) => Object.keys(n.scores).length > 0);
  return { filter, scores: scored.length === 0 ? null : Object.fromEntries(scored.map((n) => [n.node, { total: n.total, weightedByPlugin: n.scores }])) };
}

describe('generated clusters, handed in as snapshots', () => {
  it.each(clusterCases().map((c) => [c.id, c] as const))('%s', (_id, { input, expected }) => {
    const before: object[] = [...input.nodes.map(of('Node')), ...(input.services ?? []).map(of('Service')), ...(input.existingPods ?? []).map(of('Pod'))];
    input.pods.forEach((pod, i) => {
      const step = expected.steps[i] as Step;
      const [ours] = explained([...before, of('Pod')(pod)]);
      expect(asRecorded(ours as ExplainedPod)).toEqual({ filter: step.filter, scores: step.scores ?? null });
      expect([...(ours?.best ?? [])].sort()).toEqual([...(step.bestAnyOf ?? [])].sort());
      if (step.assumedOn) before.push(bound(pod, step.assumedOn));
    });
  });
});

/** So many decisions of each recording are looked at as snapshots: reading one costs more than deciding. */
const SAMPLES = 2;

/** All that is in the cluster, in the order in which the scheduler got to know it. */
class Cluster {
  readonly pods = new Map<string, object>();
  constructor(
    private readonly recording: Recording,
    private readonly replay: Replay,
  ) {}

  objects(): object[] {
    const classes = this.recording.objects.filter((o) => o.kind !== 'PriorityClass');
    const namespaces = Object.entries(this.recording.namespaces).map(([name, labels]) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }));
    return [
      { ...this.recording.config, profiles: this.profiles() },
      ...namespaces,
      ...classes,
      ...this.replay.nodeObjects().map(of('Node')),
      ...this.pods.values(),
    ];
  }

  private profiles(): unknown {
    return (this.recording.config as { profiles?: unknown }).profiles;
  }
}

describe('decisions of the real kube-scheduler, handed in as snapshots', () => {
  it.each(recordingNames())('%s', (name) => {
    const recording = readRecording(name);
    const replay = new Replay(recording);
    const cluster = new Cluster(recording, replay);
    const every = Math.max(1, Math.floor(recording.ops.length / SAMPLES));
    // Where sampling goes on is not part of a snapshot, and sixteen threads follow no order.
    const whole = recording.config.parallelism === 1 && recording.config.percentageOfNodesToScore === 100;
    recording.ops.forEach((op, i) => {
      const result = recording.results[i] as Result;
      if (op.op === 'create' && whole && i % every === 0) {
        const [ours] = explained([...cluster.objects(), op.pod]);
        expect({ i, message: ours?.message }).toEqual({ i, message: result.preemptMessage ?? result.message ?? '' });
        if (result.table) expect([...(ours?.best ?? [])].sort()).toEqual(result.table.ties.map((t) => replay.nodeName(t)).sort());
        else if (result.nominated !== undefined && result.nominated !== null) expect(ours?.nominated).not.toBeNull();
        else expect(ours?.node).toBe(result.node === null || result.node === undefined ? null : replay.nodeName(result.node));
      }
      replay.step(op, result, () => undefined);
      keep(cluster, replay, op as unknown as Data, result);
    });
  });
});

function keep(cluster: Cluster, replay: Replay, op: Data, result: Result): void {
  for (const key of [...(result.victims ?? []), ...(result.evicted ?? [])]) cluster.pods.delete(key);
  const pod = op['pod'] as { metadata: { namespace: string; name: string } } | undefined;
  if (op['op'] === 'delete') cluster.pods.delete(`${String(op['ns'])}/${String(op['name'])}`);
  if (pod !== undefined && result.node !== null && result.node !== undefined)
    cluster.pods.set(`${pod.metadata.namespace}/${pod.metadata.name}`, bound(pod, replay.nodeName(result.node)));
}
