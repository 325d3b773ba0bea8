import type { NodeId, PodId } from '#core/cluster';
import type { Action, Note } from '../../action.js';
import { TimerQueue } from '../../timer-queue.js';

/** What master and framework share while they are stepped: the time, timers, and what they ask of the world. */
export class StepContext {
  nowUs = 0;
  readonly timers = new TimerQueue();
  private actions: Action[] = [];

  act(action: Action): void {
    this.actions.push(action);
  }

  note(what: Note['what'], subject: string, text: string, pod: PodId | null = null, node: NodeId | null = null): void {
    this.actions.push({ kind: 'note', note: { what, subject, pod, node, text } });
  }

  takeActions(): readonly Action[] {
    const taken = this.actions;
    this.actions = [];
    return taken;
  }
}
