import type { Extender } from '#core/entry';

/** The scheduler takes an extender as the entry wrote it. */
export type ExtenderRule = Extender;

/** Posts JSON and gives what came back as JSON; throws what kube-scheduler's client would report. */
export type ExtenderCall = (rule: ExtenderRule, verb: string, body: object) => unknown;
