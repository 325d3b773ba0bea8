import { SECOND } from '#core/units';
import type { StepContext } from '../../master/step-context.js';
import type { Instance } from '../instances/instance.js';
import type { Task } from '../instances/task.js';

/** `--task_launch_timeout`, and how often it is looked at */
const LAUNCH_TIMEOUT_US = 300 * SECOND;
const SWEEP_US = 5 * SECOND;

interface Launched {
  readonly dueUs: number;
  readonly instance: Instance;
  readonly task: Task;
}

/** Tasks that were launched and do not run in time are killed, to be launched again. */
export class OverdueTasks {
  /** By time of launch, so by due time too. */
  private readonly launched: Launched[] = [];
  private head = 0;
  private scheduled = false;

  constructor(
    private readonly context: StepContext,
    private readonly kill: (instance: Instance) => void,
  ) {}

  watch(instance: Instance, task: Task): void {
    this.launched.push({ dueUs: Math.ceil((this.context.nowUs + LAUNCH_TIMEOUT_US) / SWEEP_US) * SWEEP_US, instance, task });
    this.schedule();
  }

  private schedule(): void {
    const next = this.launched[this.head];
    if (this.scheduled || next === undefined) return;
    this.scheduled = true;
    this.context.timers.at(next.dueUs, () => this.sweep());
  }

  private sweep(): void {
    this.scheduled = false;
    for (let next = this.launched[this.head]; next !== undefined && next.dueUs <= this.context.nowUs; next = this.launched[++this.head]) {
      const { instance, task } = next;
      if (instance.task === task && task.startedUs === null) this.kill(instance);
    }
    this.launched.splice(0, this.head);
    this.head = 0;
    this.schedule();
  }
}
