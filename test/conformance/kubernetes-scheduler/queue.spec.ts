import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { admitPod, createScheduler, type NodeObject, type PodInfo, type PodObject, SchedulingQueue, viewOf } from '#core/orchestrator/kubernetes/scheduler';
import { mergePatch } from './merge-patch';
import { RECORDINGS, readGzipped } from './recording';

interface Happening {
  readonly t: number;
  readonly ev: 'attempt' | 'bound' | 'nofit' | 'moved';
  readonly pod: string;
  readonly node?: string;
  readonly err?: string;
}

interface Step {
  readonly op: 'create' | 'wait' | 'createNode' | 'patchNode' | 'deletePod' | 'ungate';
  readonly object?: PodObject & NodeObject & { readonly name: string; readonly patch?: object };
  readonly timeline: readonly Happening[];
}

interface Timeline {
  readonly config: object;
  readonly priorityClasses: readonly (readonly [string, number])[];
  readonly nodes: readonly NodeObject[];
  readonly steps: readonly Step[];
}

const FOLDER = join(RECORDINGS, 'kubernetes-queue');
const isGated = (pod: PodObject) => ((pod.spec as { schedulingGates?: unknown[] }).schedulingGates ?? []).length > 0;
const US = 1000;

/** Scheduler and queue wired as the control plane wires them, driven by a recorded timeline. */
class QueueReplay {
  readonly log: string[] = [];
  private readonly scheduler;
  private readonly queue;
  private readonly pods = new Map<string, PodInfo>();
  private readonly nodes = new Map<string, NodeObject>();

  constructor(private readonly timeline: Timeline) {
    this.scheduler = createScheduler({ configuration: timeline.config });
    this.queue = new SchedulingQueue({ configuration: timeline.config, hintFacts: this.scheduler.hintFacts });
    for (const node of timeline.nodes) this.addNode(node);
  }

  step({ op, object, timeline }: Step): string[] {
    this.log.length = 0;
    const nowUs = (timeline[0]?.t ?? 0) * US;
    if (object !== undefined) this.apply(op, object, nowUs);
    this.drain(nowUs);
    return [...this.log];
  }

  private apply(op: Step['op'], object: NonNullable<Step['object']>, nowUs: number): void {
    if (op === 'create') this.create(object, nowUs);
    else if (op === 'createNode') this.queue.event({ kind: 'node-added', node: this.addNode(object) }, nowUs);
    else if (op === 'patchNode') this.patchNode(object.name, object.patch as object, nowUs);
    else if (op === 'deletePod') this.deletePod(object.name, nowUs);
    else if (op === 'ungate') this.queue.ungate(this.pods.get(object.name) as PodInfo);
  }

  private create(raw: PodObject, nowUs: number): void {
    const classes = this.timeline.priorityClasses.map(([name, value]) => ({ metadata: { name }, value, preemptionPolicy: 'Never' }));
    const pod = this.scheduler.pod(admitPod(raw, classes));
    this.pods.set(pod.name, pod);
    this.queue.add(pod, nowUs, isGated(raw));
  }

  private addNode(node: NodeObject) {
    this.nodes.set(node.metadata?.name as string, node);
    return viewOf(this.scheduler.addNode(node));
  }

  private patchNode(name: string, patch: object, nowUs: number): void {
    const info = this.scheduler.cluster.node(name);
    if (info === undefined) throw new Error(name);
    const before = viewOf(info);
    const node = mergePatch(this.nodes.get(name), patch) as NodeObject;
    this.nodes.set(name, node);
    this.scheduler.updateNode(node);
    this.queue.event({ kind: 'node-updated', before, node: viewOf(info) }, nowUs);
  }

  private deletePod(name: string, nowUs: number): void {
    const pod = this.pods.get(name) as PodInfo;
    this.scheduler.remove(pod);
    this.queue.remove(pod);
    this.queue.event({ kind: 'pod-removed', pod }, nowUs);
  }

  private drain(nowUs: number): void {
    for (let pod = this.queue.pop(nowUs); pod !== null; pod = this.queue.pop(nowUs)) {
      this.log.push(`attempt ${pod.name}`);
      const placement = this.scheduler.explain(pod);
      if (placement.node === null) {
        this.log.push(`nofit ${pod.name} ${placement.message}`);
        this.queue.rejected(pod, placement.rejectedBy, nowUs);
      } else {
        this.log.push(`bound ${pod.name} ${placement.node}`);
        this.queue.remove(pod);
        this.scheduler.bind(pod, placement.node);
        this.queue.event({ kind: 'pod-added', pod }, nowUs);
      }
    }
  }
}

const attempts = (log: readonly string[]) => log.filter((l) => l.startsWith('attempt'));
/** Binding is asynchronous: when its end was seen says nothing. */
const outcomes = (log: readonly string[]) => log.filter((l) => !l.startsWith('attempt')).sort();

const recorded = (step: Step): string[] =>
  step.timeline.flatMap((e) =>
    e.ev === 'moved' ? [] : [e.ev === 'attempt' ? `attempt ${e.pod}` : e.ev === 'bound' ? `bound ${e.pod} ${e.node}` : `nofit ${e.pod} ${e.err}`],
  );

describe('queue of the real kube-scheduler', () => {
  it.each(readdirSync(FOLDER).filter((f) => /\.json(\.gz)?$/.test(f)))('wakes the same pods in the same order: %s', (file) => {
    const timeline = readGzipped<Timeline>(join(FOLDER, file));
    const replay = new QueueReplay(timeline);
    timeline.steps.forEach((step, i) => {
      const ours = replay.step(step);
      const theirs = recorded(step);
      expect({ i, op: step.op, attempts: attempts(ours) }).toEqual({ i, op: step.op, attempts: attempts(theirs) });
      expect({ i, op: step.op, outcomes: outcomes(ours) }).toEqual({ i, op: step.op, outcomes: outcomes(theirs) });
    });
  });
});
