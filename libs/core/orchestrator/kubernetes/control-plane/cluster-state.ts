import type { NodeId, PodId, PodToRun } from '#core/cluster';
import type { Action, Note } from '../../action.js';
import { RandomStream } from '#core/random';
import { SECOND } from '#core/units';
import type { PodSpec, Service } from 'kubernetes-types/core/v1';
import type { DisruptionBudget } from '../controllers/disruption/disruption-budget.js';
import type { Labels } from './label-selector.js';
import type { NodeRecord } from './node-record.js';
import type { PodPlacer } from './pod-placer.js';
import { isTerminal, type PodRecord } from './pod-record.js';
import type { PodTemplate } from './pod-template.js';
import { RouteTable } from './route-table.js';
import { TimerQueue } from '../../timer-queue.js';
import { ApiBudget, type ClientLimits, DEFAULT_CLIENT_LIMITS } from './api-budget.js';
import type { Workload } from './workload.js';

export interface NewPod {
  readonly name: string;
  readonly template: PodTemplate;
  readonly owner: Workload | null;
  readonly ownerName: string;
  readonly labels?: Labels;
  readonly spec?: PodSpec;
  readonly index?: number;
  readonly work?: PodToRun['work'];
}

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The API objects, and the only place where a pod changes: every count that depends on it is kept here. */
export class ClusterState {
  nowUs = 0;
  readonly nodes = new Map<NodeId, NodeRecord>();
  readonly pods = new Map<PodId, PodRecord>();
  readonly workloads = new Map<string, Workload>();
  /** Those that look at nodes. */
  readonly daemons = new Set<{ nodeChanged(id: NodeId): void }>();
  readonly budgets: DisruptionBudget[] = [];
  private readonly services = new Map<string, Service>();
  readonly timers = new TimerQueue();
  readonly routes = new RouteTable();
  private readonly apiBudgets = new Map<string, ApiBudget<Workload>>();
  private readonly dirty = new Set<Workload>();
  private actions: Action[] = [];
  private nextPod = 0;
  private readonly names: RandomStream;
  private readonly uids: RandomStream;

  constructor(
    seed: number | string,
    readonly placer: PodPlacer,
    private readonly clientLimits: ClientLimits = DEFAULT_CLIENT_LIMITS,
  ) {
    this.names = new RandomStream(seed, 'kubernetes/pod-names');
    this.uids = new RandomStream(seed, 'kubernetes/uids');
  }

  get nowSecond(): number {
    return Math.floor(this.nowUs / SECOND);
  }

  act(action: Action): void {
    this.actions.push(action);
  }

  note(what: Note['what'], subject: string, text: string, pod: PodId | null = null, node: NodeId | null = null): void {
    this.actions.push({ kind: 'note', note: { what, subject, pod, node, text } });
  }

  takeActions(): readonly Action[] {
    this.actions.push(...this.routes.takeChanges());
    const taken = this.actions;
    this.actions = [];
    return taken;
  }

  /** How many of the wanted calls the workload's controller may make now; the workload is touched when it may make more. */
  apiCalls(workload: Workload, wanted: number): number {
    return this.apiBudgetOf(workload).take(workload, wanted, this.nowUs);
  }

  private apiBudgetOf({ key }: Workload): ApiBudget<Workload> {
    const controller = key.slice(0, key.indexOf('/'));
    let budget = this.apiBudgets.get(controller);
    if (budget === undefined) {
      budget = new ApiBudget<Workload>(this.timers, this.clientLimits, (waiting) => this.touch(waiting));
      this.apiBudgets.set(controller, budget);
    }
    return budget;
  }

  applyService(namespace: string, name: string, service: Service): void {
    this.services.set(`${namespace}/${name}`, service);
    this.routes.applyService(namespace, name, service, this.pods.values());
    this.placer.servicesChanged?.([...this.services.values()]);
  }

  /** A budget that has just been made, or one that takes the place of another of its name. */
  applyBudget(budget: DisruptionBudget): void {
    for (const pod of this.pods.values()) budget.tally(pod, 1);
    const known = this.budgets.findIndex((one) => one.namespace === budget.namespace && one.name === budget.name);
    if (known < 0) this.budgets.push(budget);
    else this.budgets[known] = budget;
  }

  touch(workload: Workload): void {
    this.dirty.add(workload);
  }

  /** Something waits to be brought to rest. */
  get hasTouched(): boolean {
    return this.dirty.size > 0;
  }

  nodeChanged(node: NodeRecord): void {
    this.placer.nodeChanged(node);
    for (const daemon of this.daemons) daemon.nodeChanged(node.id);
  }

  /** Brings every workload that was touched to rest; first touched, first served. Says whether there was anything to do. */
  reconcileAll(): boolean {
    if (this.dirty.size === 0) return false;
    for (const workload of this.dirty) {
      this.dirty.delete(workload);
      workload.reconcile();
    }
    return true;
  }

  /** Five letters, as the API server completes a generated name. */
  nameSuffix(): string {
    return Array.from({ length: 5 }, () => SUFFIX_ALPHABET[this.names.integer(SUFFIX_ALPHABET.length)]).join('');
  }

  newUid(): number {
    return this.uids.integer(2 ** 32);
  }

  createPod(wanted: NewPod): PodRecord {
    const { template, owner } = wanted;
    const pod: PodRecord = {
      id: this.nextPod++,
      uid: this.newUid(),
      name: wanted.name,
      namespace: template.namespace,
      labels: wanted.labels ?? template.labels,
      template,
      spec: wanted.spec ?? template.spec,
      owner,
      ownerName: wanted.ownerName,
      createdUs: this.nowUs,
      work: wanted.work ?? null,
      index: wanted.index ?? -1,
      node: null,
      boundUs: 0,
      phase: 'Pending',
      agentReady: false,
      ready: false,
      readyChangedSecond: -1,
      everReady: false,
      available: false,
      restarts: 0,
      exitCode: 0,
      deletedUs: null,
      finishedUs: null,
      counted: false,
    };
    this.pods.set(pod.id, pod);
    owner?.pods.add(pod);
    this.tally(pod, 1);
    this.note('pod-created', pod.name, `Created pod: ${pod.name}`, pod.id);
    this.placer.podPending(pod);
    return pod;
  }

  /** Changes a pod with everybody who counts it looking away for the moment. */
  change(pod: PodRecord, change: (pod: PodRecord) => void): void {
    this.tally(pod, -1);
    change(pod);
    this.tally(pod, 1);
    if (pod.owner !== null) this.touch(pod.owner);
  }

  bind(pod: PodRecord, nodeId: NodeId): void {
    const node = this.nodes.get(nodeId);
    if (node === undefined) return;
    node.pods.add(pod);
    this.change(pod, () => {
      pod.node = nodeId;
      pod.boundUs = this.nowUs;
    });
    this.note('pod-scheduled', pod.name, `Successfully assigned ${pod.namespace}/${pod.name} to ${node.facts.name}`, pod.id, nodeId);
    this.act({ kind: 'start-pod', node: nodeId, pod: { ...pod.template.run, id: pod.id, name: pod.name, owner: pod.ownerName, work: pod.work } });
  }

  setReady(pod: PodRecord, ready: boolean): void {
    if (pod.ready === ready) return;
    const wait = pod.owner?.minReadySeconds ?? 0;
    this.change(pod, () => {
      pod.ready = ready;
      pod.everReady ||= ready;
      pod.readyChangedSecond = this.nowSecond;
      pod.available = ready && wait === 0;
    });
    if (!ready || wait === 0) return;
    const since = pod.readyChangedSecond;
    this.timers.at(Math.max(this.nowUs, (since + wait) * SECOND), () => {
      const still = this.pods.has(pod.id) && pod.ready && pod.readyChangedSecond === since;
      if (still) this.change(pod, () => (pod.available = true));
    });
  }

  /** DELETE with the pod's grace period. A pod that runs nowhere goes at once; another one when its node agent says so. */
  deletePod(pod: PodRecord, why: Note['what'] = 'pod-deleted', text = `Deleted pod: ${pod.name}`): void {
    if (pod.deletedUs !== null) return;
    this.note(why, pod.name, text, pod.id, pod.node);
    if (pod.node === null || isTerminal(pod)) {
      this.removePod(pod);
      return;
    }
    this.change(pod, () => (pod.deletedUs = this.nowUs));
    this.placer.podChanged(pod);
    this.act({ kind: 'stop-pod', pod: pod.id, graceUs: pod.template.run.graceUs });
  }

  /** The object is gone. */
  removePod(pod: PodRecord): void {
    if (!this.pods.delete(pod.id)) return;
    this.tally(pod, -1);
    if (pod.node !== null) this.nodes.get(pod.node)?.pods.delete(pod);
    pod.owner?.pods.delete(pod);
    this.placer.podRemoved(pod);
    if (pod.owner === null) return;
    pod.owner.podEnded?.(pod);
    this.touch(pod.owner);
  }

  private tally(pod: PodRecord, sign: 1 | -1): void {
    pod.owner?.tally(pod, sign);
    this.routes.tally(pod, sign);
    for (const budget of this.budgets) budget.tally(pod, sign);
  }
}
