import type { Action, WorldEvent } from '#core/orchestrator';
import type { DrawnRun } from '#core/scenario';
import { logEvent, type LogWriter, Mailbox } from '#core/simulator';
import { NEVER } from '#core/units';
import type { RunClock } from './run-clock.js';
import { type Stepper, Thought } from './stepper.js';

type Lane = 'node' | 'pod' | 'metrics';

interface LoopParts {
  readonly lags: DrawnRun['cluster']['lags'];
  readonly clock: RunClock;
  readonly controlPlane: Stepper;
  readonly log: Pick<LogWriter, 'add'>;
  readonly carryOut: (actions: readonly Action[], nowUs: number) => void;
}

/** Steps a control plane by the wall clock: when it asked for it, and when something happened, with the lags that the scenario gives. */
export class ControlLoop {
  private readonly mailbox = new Mailbox();
  private readonly thought = new Thought();
  /** Rejects when a step failed: there will be no other. */
  readonly failed = this.thought.failed;
  private lastStepUs = -1;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: LoopParts) {}

  post(lane: Lane, event: WorldEvent, happenedUs = this.parts.clock.nowUs): void {
    const { clock, lags } = this.parts;
    if (!clock.hasBegun) return;
    const lagUs = lane === 'pod' ? lags.statusUs : lane === 'metrics' ? lags.metricsDelayUs : 0;
    this.mailbox.post(lane, event, Math.max(0, happenedUs), lagUs);
    this.arm();
  }

  /** All news are late by so much more. */
  delay(us: number): void {
    this.mailbox.extraLagUs += us;
  }

  step(): void {
    const { clock, controlPlane, log, carryOut } = this.parts;
    if (this.stopped || this.thought.isUnderWay || !clock.hasBegun) return;
    const nowUs = Math.max(this.lastStepUs + 1, 0, clock.nowUs);
    this.lastStepUs = nowUs;
    const events = this.mailbox.take(nowUs);
    for (const event of events) logEvent(log, nowUs, event);
    this.thought.take(controlPlane.step(nowUs, events), (actions, wasHere) => {
      if (!this.stopped) carryOut(actions, wasHere ? nowUs : Math.max(nowUs, clock.nowUs));
      this.arm();
    });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private arm(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    const dueUs = Math.min(this.mailbox.nextUs, this.parts.controlPlane.wakeAtUs);
    if (dueUs < NEVER) this.timer = setTimeout(() => this.step(), Math.min(2 ** 30, Math.max(0, (dueUs - this.parts.clock.nowUs) / 1000)));
  }
}
