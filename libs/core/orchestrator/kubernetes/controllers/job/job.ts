import { SECOND } from '#core/units';
import type { Job as JobObject } from 'kubernetes-types/batch/v1';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { isActive, isTerminal, type PodRecord } from '../../control-plane/pod-record.js';
import { admitTemplate, type PodTemplate, type PriorityOf, releaseImage } from '../../control-plane/pod-template.js';
import type { Workload } from '../../control-plane/workload.js';
import { IndexFailures } from './index-failures.js';
import { jobBackoffUntil, type JobVerdict, jobVerdict } from './job-verdict.js';
import { failureAction } from './pod-failure-policy.js';
import { removalOrder } from './removal-order.js';
import { WorkItems } from './work-items.js';

export interface JobNames {
  readonly name: string;
  readonly namespace: string;
  readonly ownerName: string;
  /** Made by somebody who makes the next one under another name: the object is forgotten when it is over. */
  readonly passing?: boolean;
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
  private readonly indexFailures = new IndexFailures();
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
  /** Why the next sync will find that it has failed. */
  private doom: string | null = null;
  private forgetDeadline: () => void = () => undefined;
  private forgetTtl: () => void = () => undefined;
  over: 'complete' | 'failed' | null = null;
  private overUs = 0;

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
    if (!spec.suspend) this.watchDeadline();
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
    const { parallelism, ttlSecondsAfterFinished, suspend = false } = spec ?? {};
    const { suspend: before = false, ttlSecondsAfterFinished: _, ...rest } = this.spec;
    const ttl = ttlSecondsAfterFinished === undefined ? {} : { ttlSecondsAfterFinished };
    this.spec = { ...rest, ...(parallelism === undefined ? {} : { parallelism }), ...ttl, suspend };
    if (this.over !== null) return this.watchTtl();
    // The time that a job may take begins anew when it is resumed.
    if (suspend) this.forgetDeadline();
    else if (before) this.watchDeadline();
    this.syncAt(this.state.nowUs);
  }

  private watchDeadline(): void {
    const { activeDeadlineSeconds } = this.spec;
    if (activeDeadlineSeconds === undefined) return;
    this.forgetDeadline = this.state.timers.at(this.state.nowUs + activeDeadlineSeconds * SECOND, () => this.fail('DeadlineExceeded'));
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
    for (const pod of [...this.pods]) {
      if (!pod.counted && (isTerminal(pod) || (pod.deletedUs !== null && !this.waitsForEnd))) this.book(pod);
      if (isTerminal(pod)) this.state.removePod(pod);
    }
    this.lastSuccessSecond = -1;
    const verdict = this.verdict();
    if (verdict.kind === 'failed') return this.fail(verdict.reason);
    if (verdict.kind === 'complete') return this.complete();
    if (this.spec.suspend) return this.remove([...this.pods].filter(isActive));
    this.resize(verdict.wanted);
  }

  private verdict(): JobVerdict {
    if (this.doom !== null) return { kind: 'failed', reason: this.doom };
    const { parallelism = 1, backoffLimit, backoffLimitPerIndex, maxFailedIndexes } = this.spec;
    const verdict = jobVerdict({
      completions: this.completions,
      parallelism,
      backoffLimit: backoffLimit ?? (backoffLimitPerIndex === undefined ? 6 : Number.MAX_SAFE_INTEGER),
      active: this.active,
      succeeded: this.succeeded + this.failedItems,
      failed: this.failed,
      restarts: [...this.pods].reduce((sum, pod) => sum + pod.restarts, 0),
      restartsInPlace: this.template.run.restart.policy === 'on-failure',
    });
    if (verdict.kind === 'failed') return verdict;
    if (maxFailedIndexes !== undefined && this.failedItems > maxFailedIndexes) return { kind: 'failed', reason: 'MaxFailedIndexesExceeded' };
    return verdict.kind === 'complete' && this.failedItems > 0 ? { kind: 'failed', reason: 'FailedIndexes' } : verdict;
  }

  /** Takes pods away that are too many, or all while nobody shall work: they count neither as done nor as failed. */
  private remove(pods: readonly PodRecord[]): void {
    for (const pod of pods) {
      if (!pod.counted) this.items?.giveBack(pod.index);
      pod.counted = true;
      this.state.deletePod(pod);
    }
  }

  private resize(wanted: number): void {
    if (this.active > wanted)
      return this.remove(
        [...this.pods]
          .filter(isActive)
          .sort(removalOrder)
          .slice(0, Math.min(BURST, this.active - wanted)),
      );
    const missing = Math.min(BURST, wanted - this.active - this.ending);
    if (missing <= 0) return;
    const items = this.creatable(missing);
    const calls = this.state.apiCalls(this, items.length);
    this.starved = calls < items.length;
    for (const item of items.slice(0, calls)) this.create(item);
    if (calls === BURST) this.syncAt(this.state.nowUs);
  }

  /** The items that may be tried now, -1 where there are none to tell apart; it looks again when the wait of one is over. */
  private creatable(missing: number): readonly number[] {
    const { nowUs } = this.state;
    if (this.spec.backoffLimitPerIndex === undefined) {
      const untilUs = jobBackoffUntil(this.failuresInARow, this.lastFailureSecond) * SECOND;
      if (nowUs >= untilUs) return this.items?.first(missing) ?? new Array<number>(missing).fill(-1);
      this.syncAt(untilUs);
      return [];
    }
    const first = this.items?.first(missing) ?? [];
    const now = first.filter((item) => this.indexFailures.waitsUntil(item) * SECOND <= nowUs);
    if (now.length < first.length)
      this.syncAt(Math.min(...first.filter((item) => !now.includes(item)).map((item) => this.indexFailures.waitsUntil(item))) * SECOND);
    return now;
  }

  private create(item: number): void {
    if (item >= 0) this.items?.take(item);
    const { state, template, ownerName, work } = this;
    const stem = item < 0 ? this.names.name : `${this.names.name}-${item}`;
    const name = `${stem}-${state.nameSuffix()}`;
    state.createPod({ name, template, owner: this, ownerName, index: item, work: work === null ? null : { job: work, item } });
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
    // Forgiven failures make it wait as well. Of what one sync finds ended, failures up to the second of a success are forgotten with it.
    if (endSecond > this.lastSuccessSecond) {
      this.failuresInARow++;
      this.lastFailureSecond = Math.max(this.lastFailureSecond, endSecond);
    }
    const ended = pod.phase === 'Failed';
    const action = failureAction(this.spec.podFailurePolicy, { exitCode: ended ? pod.exitCode : null, disrupted: !ended || pod.deletedUs !== null });
    if (action === 'FailJob') this.doom ??= 'PodFailurePolicy';
    if (action !== 'Ignore') this.failed++;
    if (this.items !== null && !this.givesUp(pod.index, endSecond, action)) this.items.giveBack(pod.index);
  }

  /** Books a failure of the item; says whether it is not tried again (backoffLimitPerIndex). */
  private givesUp(item: number, second: number, action: ReturnType<typeof failureAction>): boolean {
    const { backoffLimitPerIndex } = this.spec;
    if (backoffLimitPerIndex === undefined) return false;
    const failures = this.indexFailures.failed(item, second, action !== 'Ignore');
    if (action !== 'FailIndex' && failures <= backoffLimitPerIndex) return false;
    this.failedItems++;
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

  /** Stops what still runs. The object stays until somebody deletes it, so that applying it again does nothing. */
  private end(how: 'complete' | 'failed'): void {
    this.over = how;
    this.overUs = this.state.nowUs;
    this.forgetDeadline();
    for (const pod of [...this.pods]) this.state.deletePod(pod);
    if (this.names.passing) this.state.workloads.delete(this.key);
    this.watchTtl();
  }

  /** The TTL-after-finished controller: counts from the whole second of the end. */
  private watchTtl(): void {
    this.forgetTtl();
    const { ttlSecondsAfterFinished } = this.spec;
    if (ttlSecondsAfterFinished === undefined) return;
    const atUs = (Math.floor(this.overUs / SECOND) + ttlSecondsAfterFinished) * SECOND;
    this.forgetTtl = this.state.timers.at(Math.max(this.state.nowUs, atUs), () => {
      if (this.state.workloads.get(this.key) === this) this.state.workloads.delete(this.key);
      this.state.note('job-deleted', this.names.name, `Job ${this.names.name} was deleted ${ttlSecondsAfterFinished} s after it had finished`);
    });
  }

  cancel(): void {
    if (this.over === null) this.end('failed');
  }
}
