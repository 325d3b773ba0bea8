import type { Action, ControlPlane, WorldEvent } from '#core/orchestrator';

/** An orchestrator whose decisions are tampered with on their way to the world; it does not know. */
export function alteredActions(
  honest: ControlPlane,
  alter: (actions: readonly Action[], nowUs: number, events: readonly WorldEvent[]) => readonly Action[],
): ControlPlane {
  return {
    get wakeAtUs() {
      return honest.wakeAtUs;
    },
    step: (nowUs, events) => alter(honest.step(nowUs, events), nowUs, events),
  };
}
