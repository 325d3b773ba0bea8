import type { ThreadLink } from '#io/sandbox';

/** A conversation that is to be timed: with a sandboxed process, or with one that reads `questions` and writes `answers` in a folder. */
export interface StepRun {
  readonly link?: ThreadLink;
  readonly folder?: string;
  readonly asked: readonly string[];
}
