import type { FaultRecovery, LiveOutcome, RunMetrics } from '#core/run';
import type { DrawnRun } from '#core/scenario';
import { BatchLedger, LogWriter, recoveryOf } from '#core/simulator';
import { batchAppsOf } from '../cluster/batch-apps.js';
import type { ClusterListener, LiveNode, LivePod, NodeUsage } from '../cluster/live-cluster.js';
import type { Result, Unsent } from '../programs/load-generator.js';
import { OUTCOMES } from '../programs/plan.js';
import { allLatency, AppLedger } from './app-ledger.js';
import { LiveTimeline } from './live-timeline.js';
import { NodeCpu } from './node-cpu.js';
import { NodeLedger } from './node-ledger.js';
import { recoveredAfterS, restoredAfterS } from './recovery-times.js';
import { type Reach, ReplicaStates } from './replica-states.js';
import { Rollouts } from './rollouts.js';
import { StageTimes } from './stage-times.js';

type LogFields = readonly (string | number | null | readonly (string | number)[])[];

/** Everything that a live run measures: told by the cluster, by the load generator, by whoever does faults, as it happens. */
export class LiveMeasures implements ClusterListener {
  readonly stages = new StageTimes();
  readonly lateUs: number[] = [];
  private readonly logWriter = new LogWriter();
  private readonly ledgers: ReadonlyMap<string, AppLedger>;
  private readonly nodes: NodeLedger;
  private readonly cpu = new NodeCpu();
  private readonly rollouts: Rollouts;
  private readonly createdUs = new Map<string, number>();
  private readonly scaledUs = new Map<string, number>();
  private readonly startingUs = new Map<string, number>();
  private readonly everAssigned = new Set<string>();
  private readonly replicas: ReplicaStates;
  private readonly timeline: LiveTimeline;
  private readonly batch: BatchLedger;
  private readonly told: { readonly atUs: number; readonly node: number; readonly action: string }[] = [];
  private machines: ReadonlyMap<number, LiveNode> = new Map();
  private evictions = 0;
  private createdCount = 0;
  private cpuAtWarmupUs = 0;

  constructor(private readonly run: DrawnRun) {
    this.ledgers = new Map(run.applications.map((app) => [app.name, new AppLedger(app, run.clock)]));
    this.nodes = new NodeLedger(run.clock.warmupUs);
    this.batch = new BatchLedger(run.jobs);
    const batchApps = batchAppsOf(run);
    this.replicas = new ReplicaStates(batchApps);
    this.rollouts = new Rollouts(batchApps, (tookUs) => this.stages.add('deploy', tookUs));
    this.timeline = new LiveTimeline(run);
  }

  // --- the cluster

  log(atUs: number, kind: string, ...fields: LogFields): void {
    this.logWriter.add(Math.round(atUs), kind, ...fields);
    if (kind === 'note') this.rollouts.note(String(fields[0]), String(fields[1]), atUs);
    const [node, action, more] = fields;
    if (kind === 'maintenance' && typeof node === 'number' && more === undefined) this.told.push({ atUs, node, action: String(action) });
  }

  /** Whether a control plane that the judge steps was told of this maintenance, since then. */
  wasTold(node: number, action: string, sinceUs: number): boolean {
    return this.told.some((one) => one.node === node && one.action === action && one.atUs >= sinceUs);
  }

  /** The machines of the cluster, as it keeps them: some join and leave while it runs. */
  follow(machines: ReadonlyMap<number, LiveNode>): void {
    this.machines = machines;
    this.meet(0);
  }

  private meet(atUs: number): void {
    for (const [id, { drawn }] of this.machines) if (!this.nodes.knows(id)) this.nodes.joined(drawn, atUs);
    for (const id of this.nodes.present) if (!this.machines.has(id)) this.nodeLeft(id, atUs);
  }

  nodeLeft(node: number, atUs: number): void {
    this.nodes.left(node, atUs);
    this.replicas.nodeLeft(node);
  }

  /** Told by whoever does faults to machines. */
  setReach(node: number, reach: Reach, atUs: number): void {
    this.replicas.setReach(node, reach, atUs);
  }

  created(pod: LivePod, atUs: number, byScaling: boolean): void {
    this.createdCount++;
    this.createdUs.set(pod.key, atUs);
    if (byScaling && atUs > this.run.clock.windowUs) this.scaledUs.set(pod.key, atUs);
  }

  dropped(key: string): void {
    this.createdUs.delete(key);
    this.scaledUs.delete(key);
  }

  assigned(pod: LivePod, atUs: number): void {
    if (!this.everAssigned.has(pod.key) && !this.rollouts.cover(pod.app)) this.stages.add('deploy', atUs - (this.createdUs.get(pod.key) ?? atUs));
    this.everAssigned.add(pod.key);
    this.meet(atUs);
    this.createdUs.delete(pod.key);
    this.replicas.hold(pod);
    if (pod.node !== null) this.nodes.hold(pod.node, pod.key, pod.requests, atUs);
  }

  starting(key: string, atUs: number): void {
    this.startingUs.set(key, atUs);
  }

  /** The load generator got its first good answer from this replica. */
  firstGood(key: string, atUs: number): void {
    const started = this.startingUs.get(key);
    if (started !== undefined) this.stages.add('run', atUs - started);
    this.startingUs.delete(key);
  }

  ready(pod: LivePod, atUs: number): void {
    if (!this.replicas.holds(pod.key)) return;
    const scaled = this.scaledUs.get(pod.key);
    if (scaled !== undefined) this.stages.add('scale', atUs - scaled);
    this.scaledUs.delete(pod.key);
    const since = this.replicas.ready(pod, atUs);
    if (since !== null) this.stages.add('manage', atUs - since);
  }

  unready(pod: LivePod, atUs: number, wanted: boolean): void {
    this.replicas.unready(pod, atUs, wanted);
  }

  ended(pod: LivePod, atUs: number): void {
    this.replicas.ended(pod.key);
    this.startingUs.delete(pod.key);
    if (pod.node !== null) this.nodes.release(pod.node, pod.key, atUs);
  }

  evicted(_: string, node: number | null): void {
    if (!this.replicas.isDark(node)) this.evictions++;
  }

  pulled(tookUs: number, fetchedBytes: number): void {
    this.stages.add('retrieve', tookUs);
    this.stages.add(fetchedBytes > 0 ? 'cold' : 'warm', tookUs);
  }

  stored(tookUs: number): void {
    this.stages.add('store', tookUs);
  }

  itemDone(job: string, item: number, atUs: number): void {
    const index = this.run.jobs.findIndex((one) => one.job === job);
    if (index >= 0) this.batch.itemDone(index, item, atUs);
  }

  // --- requests

  offered(app: string, intendedUs: number): void {
    this.ledgers.get(app)?.offer(intendedUs);
  }

  results(results: readonly Result[]): void {
    for (const [intendedUs, outcome, latencyUs, lateUs, app] of results) {
      const ledger = this.ledgers.get(app);
      if (ledger === undefined || !ledger.counts(intendedUs)) continue;
      if (intendedUs >= this.run.clock.warmupUs) this.lateUs.push(lateUs);
      ledger.settle(intendedUs, OUTCOMES[outcome] ?? 'failed', latencyUs);
    }
  }

  /** They count as whatever becomes of them, timed out; and as late, which decides whether the replay counts at all. */
  unsent(unsent: readonly Unsent[]): void {
    for (const [intendedUs, lateUs, app] of unsent)
      if (intendedUs >= this.run.clock.warmupUs && this.ledgers.get(app)?.counts(intendedUs) === true) this.lateUs.push(lateUs);
  }

  // --- the clock

  /** What the machines used: at every window, and before one of them is switched off. */
  used(usages: readonly NodeUsage[], atUs: number): number {
    const more = this.cpu.sample(usages);
    if (atUs <= this.run.clock.warmupUs) this.cpuAtWarmupUs = this.cpu.totalUs;
    return more;
  }

  /** The number of the row of a window that ends now. What was used in it takes a while to be known: `usedIn`. */
  window(atUs: number): number {
    this.meet(atUs);
    const { used, cores, requestedMilli } = this.nodes.now();
    const byApp = (of: (app: string) => number): number[] => this.run.applications.map(({ name }) => of(name));
    return this.timeline.add({
      nodesUp: this.machines.size - this.replicas.nodesOff,
      nodesUsed: used,
      cores,
      requestedMilli,
      podsPending: this.createdUs.size,
      ready: byApp((app) => this.replicas.readyOf(app)),
      wanted: byApp((app) => this.replicas.heldOf(app)),
    });
  }

  /** What was used in these rows together. */
  usedIn(rows: readonly number[], usedUs: number): void {
    this.timeline.usedIn(rows, usedUs);
  }

  close() {
    for (const ledger of this.ledgers.values()) ledger.close();
    return { metrics: this.metrics(), timeline: this.timeline.close(this.ledgers), log: this.logWriter.close(), outcome: this.outcome() };
  }

  private get judged(): readonly AppLedger[] {
    return [...this.ledgers.values()].filter(({ app, totals }) => app.slo !== null && totals.offered > 0);
  }

  private metrics(): RunMetrics {
    const { horizonUs, warmupUs } = this.run.clock;
    const faults = this.faults();
    return {
      latency: allLatency(this.judged),
      utilization: this.nodes.close(horizonUs, this.cpu.totalUs - this.cpuAtWarmupUs),
      recovery: { faults, sloDebt: Math.round(faults.reduce((sum, { sloDebt }) => sum + sloDebt, 0) * 1000) / 1000, evictions: this.evictions },
      batch: this.batch.close(warmupUs, horizonUs),
      placement: {
        podsSubmitted: this.createdCount,
        podsPlaced: this.everAssigned.size,
        podsUnschedulableAtEnd: this.createdUs.size,
        allocatedShare: null,
        compactedNodes: null,
      },
      stages: this.stages.all(),
      apps: this.judged.map((ledger) => ledger.metrics()),
    };
  }

  private faults(): readonly FaultRecovery[] {
    const { horizonUs, warmupUs, windowUs } = this.run.clock;
    const apps = this.judged.map((ledger) => ({ windows: ledger, target: ledger.app.slo?.target ?? 0 }));
    const faults = this.run.faults.map((fault) => ({ ...fault, feltUs: fault.kind === 'spot-reclaim' ? fault.goneAtUs : fault.atUs }));
    return recoveryOf({ faults, apps, windowUs, warmupUs, horizonUs });
  }

  private outcome(): LiveOutcome {
    const { horizonUs } = this.run.clock;
    const latency = allLatency(this.judged);
    const generous = this.judged.reduce((sum, ledger) => sum + ledger.generous, 0);
    const fault = this.run.faults.find(({ atUs }) => atUs < horizonUs);
    const cpuUs = this.cpu.totalUs - this.cpuAtWarmupUs;
    return {
      medianLatencyUs: latency.p50Us,
      generousShare: latency.offered === 0 ? 1 : Math.round((generous / latency.offered) * 1e4) / 1e4,
      cpuPerRequestUs: latency.served === 0 ? null : Math.round(cpuUs / latency.served),
      restoredAfterS: fault === undefined ? null : restoredAfterS(this.replicas.changes, fault.atUs, horizonUs),
      recoveredAfterS: fault === undefined ? null : recoveredAfterS(this.judged, fault.atUs, horizonUs),
    };
  }
}
