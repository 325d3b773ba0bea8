import {
  createScheduler,
  type ExplainedPlacement,
  type NodeObject,
  type PodInfo,
  type PodObject,
  type Scheduler,
} from '#core/orchestrator/kubernetes/scheduler';
import { mergePatch } from './merge-patch';
import type { Operation, Recording, Result } from './recording';

/** Replays a recording: after every decision the pod is put where the real scheduler put it. */
export class Replay {
  readonly scheduler: Scheduler;
  private readonly pods = new Map<string, PodInfo>();
  private readonly nodes = new Map<string, NodeObject>();

  constructor(private readonly recording: Recording) {
    this.scheduler = createScheduler({ configuration: recording.config });
    const of = (kind: string) => recording.objects.filter((o) => o.kind === kind) as never[];
    this.scheduler.setNamespaces(Object.entries(recording.namespaces).map(([name, labels]) => ({ metadata: { name, labels: { ...labels } } })));
    this.scheduler.setServices(of('Service'));
    this.scheduler.setReplicaSets(of('ReplicaSet'));
    this.scheduler.setStatefulSets(of('StatefulSet'));
    this.scheduler.setReplicationControllers(of('ReplicationController'));
    this.scheduler.setDisruptionBudgets(of('PodDisruptionBudget'));
    for (const i of recording.nodeTreeAddOrder) {
      const node = recording.nodes[i];
      if (node) this.addNode(node);
    }
  }

  nodeName(index: number): string {
    return this.recording.nodeNames[index] as string;
  }

  /** In the order in which they came. */
  nodeObjects(): readonly NodeObject[] {
    return [...this.nodes.values()];
  }

  /** The decision for a created pod; null for every other operation. */
  step(op: Operation, result: Result, judge: (explained: ExplainedPlacement, again: () => ExplainedPlacement) => void): void {
    if (op.op === 'create') this.create(op.pod, result, judge);
    else if (op.op === 'delete') this.remove(`${op.ns}/${op.name}`);
    else if (op.op === 'createNode') this.addNode(op.node);
    else if (op.op === 'deleteNode') this.removeNode(op.name, result);
    else this.patchNode(op.name, op.patch);
  }

  private create(raw: PodObject, result: Result, judge: (explained: ExplainedPlacement, again: () => ExplainedPlacement) => void): void {
    const pod = this.scheduler.pod(raw);
    judge(this.scheduler.explain(pod), () => {
      for (const key of result.victims ?? []) this.remove(key);
      this.scheduler.nominate(pod, this.nodeName(result.nominated as number));
      return this.scheduler.explain(pod);
    });
    this.scheduler.nominate(pod, null);
    if (result.node === null || result.node === undefined) return;
    this.scheduler.bind(pod, this.nodeName(result.node));
    this.pods.set(pod.key, pod);
  }

  private remove(key: string): void {
    const pod = this.pods.get(key);
    if (pod) this.scheduler.remove(pod);
    this.pods.delete(key);
  }

  private addNode(node: NodeObject): void {
    this.nodes.set(node.metadata?.name as string, node);
    this.scheduler.addNode(node);
  }

  private removeNode(name: string, result: Result): void {
    for (const key of result.evicted ?? []) this.remove(key);
    this.scheduler.removeNode(name);
    this.nodes.delete(name);
  }

  private patchNode(name: string, patch: object): void {
    const node = mergePatch(this.nodes.get(name), patch) as NodeObject;
    this.nodes.set(name, node);
    this.scheduler.updateNode(node);
  }
}
