import type { Worker } from 'node:worker_threads';
import type { Action, ControlPlane, WorldEvent } from '#core/orchestrator';
import { ContestantFault } from '#core/orchestrator/plugin';
import type { Verdict } from '#core/run';
import { NEVER } from '#core/units';

/** A control plane as the wall clock steps it: here, or in a thread of its own, which may wait for the process of a plugin. */
export interface Stepper {
  readonly wakeAtUs: number;
  /** Not called again before the answer is there. Throws EntryFailed when what the team handed in ended the run. */
  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] | Promise<readonly Action[]>;
}

/** What a team handed in ended its run: a verdict, no fault of the host. */
export class EntryFailed extends Error {
  override readonly name = 'EntryFailed';
  readonly retryable = false;

  constructor(
    readonly verdict: Verdict,
    message: string,
  ) {
    super(message);
  }
}

/** One step at a time of a control plane that may think somewhere else; what happens meanwhile is told with the next. */
export class Thought {
  isUnderWay = false;
  /** Rejects when a step failed: there will be no other. */
  readonly failed: Promise<never>;
  private fail: (error: unknown) => void = () => undefined;

  constructor() {
    this.failed = new Promise<never>((_, reject) => (this.fail = reject));
    this.failed.catch(() => undefined);
  }

  /** `wasHere`: it was thought at once, and no time has passed. */
  take(actions: readonly Action[] | Promise<readonly Action[]>, use: (actions: readonly Action[], wasHere: boolean) => void): void {
    if (!(actions instanceof Promise)) return use(actions, true);
    this.isUnderWay = true;
    actions
      .then((late) => {
        this.isUnderWay = false;
        use(late, false);
      })
      .catch((error: unknown) => this.fail(error));
  }
}

interface Step {
  readonly nowUs: number;
  readonly events: readonly WorldEvent[];
}
type Stepped =
  | { readonly actions: readonly Action[]; readonly wakeAtUs: number }
  /** `verdict` null: not the team's doing. */
  | { readonly verdict: Verdict | null; readonly cause: string };

export interface Port {
  on(event: 'message', use: (message: Step) => void): unknown;
  postMessage(message: Stepped): void;
}

/** In the thread: steps the control plane whenever the other side says so. */
export function serveSteps(port: Port, controlPlane: ControlPlane): void {
  port.on('message', ({ nowUs, events }) => {
    try {
      const actions = controlPlane.step(nowUs, events);
      port.postMessage({ actions, wakeAtUs: controlPlane.wakeAtUs });
    } catch (error) {
      const isTeams = error instanceof ContestantFault && error.code !== 'platform-error';
      port.postMessage({ verdict: isTeams ? error.code : null, cause: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** The other side: a thread that serves steps, as a control plane. */
export class ThreadStepper implements Stepper {
  wakeAtUs = NEVER;

  constructor(private readonly thread: Worker) {}

  step(nowUs: number, events: readonly WorldEvent[]): Promise<readonly Action[]> {
    return new Promise((resolve, reject) => {
      const settle = (use: () => void): void => {
        this.thread.off('message', answered).off('error', reject).off('exit', ended);
        use();
      };
      const answered = (said: Stepped): void =>
        settle(() => {
          if ('actions' in said) {
            this.wakeAtUs = said.wakeAtUs;
            resolve(said.actions);
          } else reject(said.verdict === null ? new Error(said.cause) : new EntryFailed(said.verdict, said.cause));
        });
      const ended = (code: number): void => settle(() => reject(new Error(`the thread of a control plane ended with code ${code}`)));
      this.thread.on('message', answered).on('error', reject).on('exit', ended);
      this.thread.postMessage({ nowUs, events } satisfies Step);
    });
  }
}
