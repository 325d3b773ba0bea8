import { SECOND } from '#core/units';
import type { StepContext } from '../master/step-context.js';
import type { Instance } from './instances/instance.js';
import type { InstanceTracker } from './instances/instance-tracker.js';

/** `--task_lost_expunge_initial_delay` and `--task_lost_expunge_interval` */
const FIRST_SWEEP_US = 300 * SECOND;
const SWEEP_US = 30 * SECOND;

/** Looks, every half minute, at instances that wait for their agent: those that have waited long enough are replaced, then expunged. */
export class UnreachableSweep {
  private readonly waiting = new Set<Instance>();
  private scheduled = false;

  constructor(
    private readonly context: StepContext,
    private readonly tracker: InstanceTracker,
  ) {}

  watch(instance: Instance): void {
    if (instance.spec.app.unreachable === null) return;
    this.waiting.add(instance);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || this.waiting.size === 0) return;
    this.scheduled = true;
    const { nowUs, timers } = this.context;
    const nextUs = FIRST_SWEEP_US + Math.max(0, Math.floor((nowUs - FIRST_SWEEP_US) / SWEEP_US) + 1) * SWEEP_US;
    timers.at(nowUs < FIRST_SWEEP_US ? FIRST_SWEEP_US : nextUs, () => this.sweep());
  }

  private sweep(): void {
    this.scheduled = false;
    for (const instance of [...this.waiting]) this.look(instance);
    this.schedule();
  }

  private look(instance: Instance): void {
    const { unreachableSinceUs: sinceUs, spec, app } = instance;
    const strategy = spec.app.unreachable;
    const isWaiting = app.instances.has(instance) && (instance.condition === 'Unreachable' || instance.condition === 'UnreachableInactive');
    if (!isWaiting || sinceUs === null || strategy === null) return void this.waiting.delete(instance);
    const waited = this.context.nowUs - sinceUs;
    if (instance.condition === 'Unreachable' && waited >= strategy.inactiveAfterUs) this.tracker.deactivate(instance);
    if (instance.condition !== 'UnreachableInactive' || waited < strategy.expungeAfterUs) return;
    this.waiting.delete(instance);
    this.context.note('pod-deleted', instance.name, `Instance ${instance.name} is unreachable and will be expunged`, instance.pod);
    this.tracker.expunge(instance);
  }
}
