import { gpusIn, type NodeId, type PodId, type PodToRun } from '#core/cluster';
import type { Note } from '#core/orchestrator';
import type { AppMetrics, LatencyMetrics, PlacementMetrics, RunMetrics, Timeline } from '#core/run';
import type { DrawnRun } from '#core/scenario';
import type { Machine } from '../node/machine.js';
import type { PodObserver } from '../node/node-agents.js';
import type { PodOnNode } from '../node/pod-on-node.js';
import type { AppTraffic } from '../traffic/app-traffic.js';
import type { AppWindows } from './app-windows.js';
import { BatchLedger } from './batch-ledger.js';
import { Histogram } from './histogram.js';
import { keyOfPod } from './key-of-pod.js';
import { recoveryOf } from './recovery.js';
import { StageClock } from './stage-clock.js';
import { TimelineSampler } from './timeline-sampler.js';
import { UsageMeter } from './usage-meter.js';

/** Everything a run measures, told as it happens. */
export class RunMeasures implements PodObserver {
  readonly stages = new StageClock();
  readonly usage: UsageMeter;
  readonly batch: BatchLedger;
  readonly timeline: TimelineSampler;
  nowUs = 0;
  private readonly createdUs = new Map<PodId, number>();
  private readonly scaledPods = new Map<PodId, number>();
  private readonly startingUs = new Map<PodId, number>();
  private readonly repairs: number[][];
  /** Rollouts under way, by who is rolled out. */
  private readonly rollouts = new Map<string, number>();
  private readonly wasRolledOut = new Set<string>();
  private evictions = 0;
  private created = 0;
  private placed = 0;

  constructor(
    private readonly run: DrawnRun,
    private readonly apps: readonly AppTraffic[],
  ) {
    this.usage = new UsageMeter(run.clock.warmupUs);
    this.batch = new BatchLedger(run.jobs);
    this.timeline = new TimelineSampler(run, apps);
    this.repairs = apps.map(() => []);
  }

  get pending(): number {
    return this.createdUs.size;
  }

  /** Notes of one step, before its other actions. `forced`: whether a fault or the operator is behind what happens on that node. */
  notes(notes: readonly Note[], forced: (node: NodeId | null) => boolean): void {
    const scales = this.nowUs > 0 && notes.some((note) => note.what === 'scaled');
    for (const note of notes) {
      if (note.what === 'rollout-started' || note.what === 'rolled-back') this.rollouts.set(note.subject, this.nowUs);
      if (note.what === 'rollout-finished') this.rolledOut(note.subject);
      if (note.what === 'pod-created' && note.pod !== null) {
        this.created++;
        this.createdUs.set(note.pod, this.nowUs);
        if (scales) this.scaledPods.set(note.pod, this.nowUs);
      } else if (note.pod !== null && (note.what === 'pod-deleted' || note.what === 'pod-evicted' || note.what === 'pod-preempted')) {
        this.createdUs.delete(note.pod);
        this.scaledPods.delete(note.pod);
      }
      if ((note.what === 'pod-evicted' || note.what === 'pod-preempted') && !forced(note.node)) this.evictions++;
    }
  }

  /** What is rolled out is deployed when it is rolled out; what nobody rolls out (a job's pod, one the scenario submits), when a node has it. */
  podAssigned(pod: PodToRun): void {
    if (this.rollouts.has(pod.owner)) this.scaledPods.delete(pod.id);
    else if (!this.wasRolledOut.has(pod.owner)) this.stages.add('deploy', this.nowUs - (this.createdUs.get(pod.id) ?? this.nowUs));
    this.createdUs.delete(pod.id);
  }

  private rolledOut(owner: string): void {
    const startedUs = this.rollouts.get(owner);
    if (startedUs === undefined) return;
    this.rollouts.delete(owner);
    this.wasRolledOut.add(owner);
    this.stages.add('deploy', this.nowUs - startedUs);
  }

  podHeld(pod: PodOnNode): void {
    this.placed++;
    this.usage.changed(pod.node, this.nowUs);
    if (pod.app >= 0) this.timeline.wanted(pod.app, 1);
  }

  podReleased(pod: PodOnNode): void {
    this.usage.changed(pod.node, this.nowUs);
    if (pod.app >= 0) this.timeline.wanted(pod.app, -1);
  }

  /** Its image is on the node: retrieved since the agent was handed the pod, in no time where it had been there. */
  podStarting(pod: PodOnNode): void {
    this.stages.add('retrieve', this.nowUs - pod.heldUs);
    this.startingUs.set(pod.spec.id, this.nowUs);
  }

  podReady(pod: PodOnNode): void {
    const { id } = pod.spec;
    this.runs(pod);
    const scaled = this.scaledPods.get(id);
    if (scaled !== undefined) this.stages.add('scale', this.nowUs - scaled);
    this.scaledPods.delete(id);
    if (pod.app < 0) return;
    this.timeline.ready(pod.app, 1);
    const broken = this.repairs[pod.app]?.shift();
    if (broken !== undefined) this.stages.add('manage', this.nowUs - broken);
  }

  podServing(pod: PodOnNode): void {
    this.runs(pod);
  }

  /** It runs once it serves and is known to: without a readiness probe it counts as ready before it is through its start-up. */
  private runs(pod: PodOnNode): void {
    const started = this.startingUs.get(pod.spec.id);
    if (started === undefined || !pod.ready || !pod.serving) return;
    this.stages.add('run', this.nowUs - started);
    this.startingUs.delete(pod.spec.id);
  }

  podUnready(pod: PodOnNode, wanted: boolean): void {
    if (pod.app < 0) return;
    this.timeline.ready(pod.app, -1);
    // Batch work that ends was not broken.
    if (!wanted && pod.spec.work === null) this.repairs[pod.app]?.push(this.nowUs);
  }

  itemDone(job: number, item: number): void {
    this.batch.itemDone(job, item, this.nowUs);
  }

  close(
    machines: readonly Machine[],
    onMachines: readonly PodOnNode[],
    compacted: number | null,
  ): { readonly metrics: RunMetrics; readonly timeline: Timeline } {
    const { run } = this;
    const { horizonUs, warmupUs, windowUs } = run.clock;
    const judged = this.apps.filter((app) => app.app.slo !== null && app.windows.totals.offered > 0);
    const apps: AppMetrics[] = judged.map((app) => ({
      app: app.app.name,
      sloLatencyUs: app.app.slo?.latencyUs ?? 0,
      sloTarget: app.app.slo?.target ?? 0,
      ...latencyOf([app.windows]),
    }));
    const steady = judged.map((app) => ({ windows: app.windows, target: app.app.slo?.target ?? 0 }));
    const felt = run.faults.map((fault) => ({ ...fault, feltUs: fault.kind === 'spot-reclaim' ? fault.goneAtUs : fault.atUs }));
    const faults = recoveryOf({ faults: felt, apps: steady, windowUs, warmupUs, horizonUs });
    const sloDebt = Math.round(faults.reduce((sum, fault) => sum + fault.sloDebt, 0) * 1000) / 1000;
    const metrics: RunMetrics = {
      latency: latencyOf(judged.map((app) => app.windows)),
      utilization: this.usage.close(horizonUs),
      recovery: { faults, sloDebt, evictions: this.evictions },
      batch: this.batch.close(warmupUs, horizonUs),
      placement: { ...this.placement(machines, onMachines), compactedNodes: compacted },
      stages: this.stages.close(),
      apps,
    };
    return { metrics, timeline: this.timeline.close() };
  }

  private placement(machines: readonly Machine[], pods: readonly PodOnNode[]): Omit<PlacementMetrics, 'compactedNodes'> {
    const packing = this.run.packing;
    // Pods that an entry brought along fill machines and are worth nothing.
    const submitted = new Set(this.run.pods.map((pod) => pod.key));
    return {
      podsSubmitted: packing === null ? this.created : this.run.pods.filter((pod) => pod.atUs < this.run.clock.horizonUs).length,
      podsPlaced: this.placed,
      podsUnschedulableAtEnd: this.pending,
      allocatedShare:
        packing?.measure === 'allocation'
          ? allocatedShare(
              machines,
              pods.filter((pod) => submitted.has(keyOfPod(pod))),
            )
          : null,
    };
  }
}

function latencyOf(all: readonly AppWindows[]): LatencyMetrics {
  const totals = { offered: 0, served: 0, good: 0, rejected: 0, timedOut: 0, failed: 0 };
  for (const { totals: one } of all) for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += one[key];
  const latency = all.length === 1 && all[0] !== undefined ? all[0].latency : Histogram.merged(all.map((windows) => windows.latency));
  return {
    ...totals,
    p50Us: latency.percentile(500),
    p95Us: latency.percentile(950),
    p99Us: latency.percentile(990),
    p999Us: latency.percentile(999),
  };
}

/** Of GPUs where there are any, of the scarcer of CPU and memory elsewhere. */
function allocatedShare(machines: readonly Machine[], pods: readonly PodOnNode[]): number {
  const here = machines.filter((machine) => !machine.left);
  const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0);
  const shareOf = (requested: (pod: PodOnNode) => number, capacity: (machine: Machine) => number): number | null => {
    const whole = sum(here, capacity);
    return whole === 0 ? null : sum(pods, requested) / whole;
  };
  const gpus = shareOf(
    (pod) => gpusIn(pod.spec.requests),
    (machine) => gpusIn(machine.drawn.facts.allocatable),
  );
  const cpu = shareOf(
    (pod) => pod.spec.requests.cpuMilli,
    (machine) => machine.drawn.facts.allocatable.cpuMilli,
  );
  const memory = shareOf(
    (pod) => pod.spec.requests.memoryBytes,
    (machine) => machine.drawn.facts.allocatable.memoryBytes,
  );
  return Math.round((gpus ?? Math.max(cpu ?? 0, memory ?? 0)) * 1e6) / 1e6;
}
