import type { AppState } from '../instances/app-state.js';
import { type Instance, isConsideredHealthy, isReady } from '../instances/instance.js';
import type { InstanceTracker } from '../instances/instance-tracker.js';
import type { LaunchQueue } from '../launch/launch-queue.js';
import { restartStrategy } from '../scaling/restart-strategy.js';
import type { DeploymentAction } from './deployment-action.js';

/**
 * Replaces all instances of an app by those of its new configuration: kills what the upgrade strategy lets go at once, starts new ones as
 * long as old and new together stay within its capacity, and kills one old instance for every new one that is well and ready.
 */
export class RestartAction implements DeploymentAction {
  readonly text: string;
  private maxCapacity = 0;
  private started = 0;
  private readonly old = new Set<Instance>();
  private readonly toKill: Instance[] = [];
  private readonly up = new Set<Instance>();

  constructor(
    readonly app: AppState,
    private readonly tracker: InstanceTracker,
    private readonly queue: LaunchQueue,
  ) {
    const { id, image, role } = app.spec.app;
    this.text = `Restart(App(${id}, image="${image}", role = ${role}))`;
  }

  begin(): void {
    const current = [...this.app.instances];
    const isNew = (instance: Instance): boolean => instance.spec.version === this.app.spec.version;
    this.started = current.filter(isNew).length;
    for (const instance of current) if (!isNew(instance) && instance.goal === 'Running') this.old.add(instance);
    // Those that are not well go first.
    this.toKill.push(...[...this.old].sort((a, b) => Number(isConsideredHealthy(a)) - Number(isConsideredHealthy(b))));
    const strategy = restartStrategy({
      instances: this.app.wanted,
      upgradeStrategy: this.app.spec.app.upgradeStrategy,
      resident: false,
      current: current.length,
      healthy: current.filter((instance) => instance.goal === 'Running' && isConsideredHealthy(instance)).length,
    });
    this.maxCapacity = strategy.maxCapacity;
    for (let kill = 0; kill < strategy.killImmediately; kill++) this.killNextOld('');
    this.launch();
    this.queue.delays.reset(this.app.spec.key);
    this.queue.refresh(this.app);
    for (const instance of current) if (isNew(instance)) this.changed(instance);
  }

  changed(instance: Instance): void {
    if (this.isOld(instance)) return;
    const isUp = instance.condition === 'Running' && isConsideredHealthy(instance) && isReady(instance);
    if (!isUp) this.up.delete(instance);
    else if (!this.up.has(instance)) {
      this.up.add(instance);
      this.killNextOld(` because ${instance.name} became reachable`);
    }
  }

  ended(instance: Instance): void {
    this.up.delete(instance);
    if (!this.isOld(instance)) return;
    this.forgetOld(instance);
    this.tracker.decommission(instance, `Old ${instance.name} ended during the upgrade`);
    this.launch();
  }

  removed(instance: Instance): void {
    this.up.delete(instance);
    if (this.isOld(instance)) {
      this.forgetOld(instance);
      this.launch();
    } else if (this.started > 0) {
      this.started--;
      this.launch();
    }
  }

  get isDone(): boolean {
    return this.up.size >= this.app.wanted && this.old.size === 0;
  }

  private isOld({ spec }: Instance): boolean {
    return spec.version !== this.app.spec.version;
  }

  private forgetOld(instance: Instance): void {
    this.old.delete(instance);
    const at = this.toKill.indexOf(instance);
    if (at >= 0) this.toKill.splice(at, 1);
  }

  private killNextOld(why: string): void {
    const next = this.toKill.shift();
    if (next !== undefined) this.tracker.decommission(next, `Killing old ${next.name}${why}`);
  }

  private launch(): void {
    const capacity = Math.max(0, this.maxCapacity - this.old.size - this.started);
    const missing = Math.max(0, this.app.wanted - this.started);
    const now = Math.min(capacity, missing);
    if (now === 0) return;
    this.started += now;
    for (let more = 0; more < now; more++) this.tracker.schedule(this.app);
  }
}
