import { SECOND } from '#core/units';
import type { Job as JobObject } from 'kubernetes-types/batch/v1';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { isActive, isTerminal, type PodRecord } from '../../control-plane/pod-record.js';
import { admitTemplate, type PodTemplate, type PriorityOf, releaseImage } from '../../control-plane/pod-template.js';
import type { Workload } from '../../control-plane/workload.js';
import { jobBackoffUntil, jobVerdict } from './job-verdict.js';
import { failureAction } from './pod-failure-policy.js';
import { WorkItems } from './work-items.js';

export interface JobNames {
  readonly name: string;
  readonly namespace: string;
  readonly ownerName: string;
}

/** Changes of pods are gathered this long before the controller looks. */
const BATCH_US = SECOND;
/** Most creations of one sync. */
const BURST = 500;

/** Runs pods until enough of them have succeeded. */
export class Job implements Workload {
  readonly key: string;
  readonly ownerName: string;
  readonly minReadySeconds = 0;
  readonly pods = new Set<PodRecord>();
  private template: PodTemplate;
  private readonly completions: number | undefined;
  private readonly items: WorkItems | null;
  private readonly failuresOfItem = new Map<number, number>();
  private active = 0;
  private succeeded = 0;
  private failed = 0;
  private failedItems = 0;
  private failuresInARow = 0;
  private lastFailureSecond = 0;
  /** Of the ends since the last sync. */
  private lastSuccessSecond = -1;
  private nextSyncUs = -1;
  private synced = false;
  /** It waits for its controller's calls to the API server. */
  private starved = false;
  over: 'complete' | 'failed' | null = null;

  constructor(
    private readonly state: ClusterState,
    private readonly priorityOf: PriorityOf,
    private readonly names: JobNames,
    private spec: NonNullable<JobObject['spec']>,
    /** The submitted job whose items its pods work on. */
    private readonly work: string | null,
  ) {
    this.key = `Job/${names.namespace}/${names.name}`;
    this.ownerName = names.ownerName;
    this.template = admitTemplate(names.namespace, spec.template, priorityOf);
    this.completions = spec.completions ?? (spec.parallelism === undefined ? 1 : undefined);
    this.items = spec.completionMode === 'Indexed' ? new WorkItems(this.completions ?? 0) : null;
    if (spec.activeDeadlineSeconds !== undefined) state.timers.at(state.nowUs + spec.activeDeadlineSeconds * SECOND, () => this.fail('DeadlineExceeded'));
  }

  get scale(): number {
    return this.spec.parallelism ?? 1;
  }

  tally(pod: PodRecord, sign: 1 | -1): void {
    if (isActive(pod)) this.active += sign;
  }

  release(app: string, image: string): void {
    const template = releaseImage(this.spec.template, app, image);
    if (template === this.spec.template || this.over !== null) return;
    this.spec = { ...this.spec, template };
    this.template = admitTemplate(this.names.namespace, template, this.priorityOf);
  }

  /** A new version of the object; most of a Job's spec cannot change. */
  apply({ spec }: JobObject): void {
    const { parallelism, suspend } = spec ?? {};
    this.spec = { ...this.spec, ...(parallelism === undefined ? {} : { parallelism }), suspend: suspend ?? false };
    this.syncAt(this.state.nowUs);
  }

  podEnded(pod: PodRecord): void {
    if (!pod.counted) this.book(pod);
  }

  /** The first look is at once, the others a second after the first change they have not seen. */
  reconcile(): void {
    if (this.over !== null) return;
    if (!this.synced) {
      this.synced = true;
      this.sync();
    } else if (this.starved) this.sync();
    else this.syncAt(this.state.nowUs + BATCH_US);
  }

  /** podReplacementPolicy: Failed, which a pod failure policy brings along. */
  private get waitsForEnd(): boolean {
    const { podReplacementPolicy = this.spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed' } = this.spec;
    return podReplacementPolicy === 'Failed';
  }

  /** Pods that still end, where only those that have ended are replaced. */
  private get ending(): number {
    if (!this.waitsForEnd) return 0;
    let count = 0;
    for (const pod of this.pods) if (pod.deletedUs !== null && !isTerminal(pod)) count++;
    return count;
  }

  private syncAt(atUs: number): void {
    if (this.nextSyncUs >= 0 && this.nextSyncUs <= atUs) return;
    this.nextSyncUs = atUs;
    this.state.timers.at(atUs, () => {
      if (this.nextSyncUs !== atUs) return;
      this.nextSyncUs = -1;
      this.sync();
    });
  }

  private sync(): void {
    if (this.over !== null) return;
    if (this.spec.suspend) return this.suspended();
    for (const pod of [...this.pods]) {
      if (!pod.counted && (isTerminal(pod) || (pod.deletedUs !== null && !this.waitsForEnd))) this.book(pod);
      if (isTerminal(pod)) this.state.removePod(pod);
    }
    this.lastSuccessSecond = -1;
    if (this.over !== null) return;
    const verdict = jobVerdict({
      completions: this.completions,
      parallelism: this.spec.parallelism ?? 1,
      backoffLimit: this.spec.backoffLimit ?? (this.spec.backoffLimitPerIndex === undefined ? 6 : Number.MAX_SAFE_INTEGER),
      active: this.active,
      succeeded: this.succeeded + this.failedItems,
      failed: this.failed,
      restarts: [...this.pods].reduce((sum, pod) => sum + pod.restarts, 0),
      restartsInPlace: this.template.run.restart.policy === 'on-failure',
    });
    if (verdict.kind === 'failed') return this.fail(verdict.reason);
    if (verdict.kind === 'complete') return this.failedItems > 0 ? this.fail('FailedIndexes') : this.complete();
    this.resize(verdict.wanted);
  }

  /** Nobody works on a suspended job; what was going on counts neither as done nor as failed. */
  private suspended(): void {
    for (const pod of this.pods) {
      if (pod.counted || !isActive(pod)) continue;
      pod.counted = true;
      this.items?.giveBack(pod.index);
      this.state.deletePod(pod);
    }
  }

  private resize(wanted: number): void {
    const backoffUntilUs = jobBackoffUntil(this.failuresInARow, this.lastFailureSecond) * SECOND;
    if (this.active > wanted) for (const pod of [...this.pods].filter(isActive).slice(wanted)) this.state.deletePod(pod);
    const missing = wanted - this.active - this.ending;
    if (missing <= 0) return;
    if (this.state.nowUs < backoffUntilUs) return this.syncAt(backoffUntilUs);
    const calls = this.state.apiCalls(this, Math.min(missing, BURST));
    this.starved = calls < Math.min(missing, BURST);
    for (let left = calls; left > 0 && this.create(); left--);
    if (calls === BURST) this.syncAt(this.state.nowUs);
  }

  private create(): boolean {
    const item = this.items === null ? -1 : this.items.take();
    if (item === null) return false;
    const { state, template, ownerName, work } = this;
    const stem = item < 0 ? this.names.name : `${this.names.name}-${item}`;
    const name = `${stem}-${state.nameSuffix()}`;
    state.createPod({ name, template, owner: this, ownerName, index: item, work: work === null ? null : { job: work, item } });
    return true;
  }

  /** Counts the end of one pod, whichever way it came. */
  private book(pod: PodRecord): void {
    pod.counted = true;
    const endSecond = Math.floor((pod.finishedUs ?? this.state.nowUs) / SECOND);
    if (pod.phase === 'Succeeded') {
      this.succeeded++;
      this.failuresInARow = 0;
      this.lastSuccessSecond = endSecond;
      return;
    }
    const action = failureAction(this.spec.podFailurePolicy, { exitCode: pod.exitCode, disrupted: pod.phase !== 'Failed' });
    if (action === 'FailJob') return this.fail('PodFailurePolicy');
    if (action === 'Ignore') return this.items?.giveBack(pod.index);
    this.failed++;
    // Of what one sync finds ended, failures up to the second of a success are forgotten with it.
    if (endSecond > this.lastSuccessSecond) {
      this.failuresInARow++;
      this.lastFailureSecond = endSecond;
    }
    if (this.items !== null && !this.itemFailed(pod.index, action === 'FailIndex')) this.items.giveBack(pod.index);
  }

  /** Says whether the item is given up (backoffLimitPerIndex). */
  private itemFailed(item: number, atOnce: boolean): boolean {
    const { backoffLimitPerIndex, maxFailedIndexes } = this.spec;
    if (backoffLimitPerIndex === undefined) return false;
    const failures = (this.failuresOfItem.get(item) ?? 0) + 1;
    this.failuresOfItem.set(item, failures);
    if (!atOnce && failures <= backoffLimitPerIndex) return false;
    this.failedItems++;
    if (maxFailedIndexes !== undefined && this.failedItems > maxFailedIndexes) this.fail('MaxFailedIndexesExceeded');
    return true;
  }

  private complete(): void {
    this.end('complete');
    this.state.note('job-finished', this.names.name, 'Job completed');
  }

  private fail(reason: string): void {
    if (this.over !== null) return;
    this.end('failed');
    this.state.note('job-failed', this.names.name, reason);
  }

  /** Stops what still runs. The object itself is of no more use to the simulation. */
  private end(how: 'complete' | 'failed'): void {
    this.over = how;
    for (const pod of [...this.pods]) this.state.deletePod(pod);
    this.state.workloads.delete(this.key);
  }

  cancel(): void {
    if (this.over === null) this.end('failed');
  }
}
