import type { EntryFile } from '#core/entry';
import type { RunRecord } from '#core/run';
import type { ThreadLink } from '#io/sandbox';

/** What the thread that replays a plugin is given, as plain data. */
export interface PluginRun {
  readonly scenarioText: string;
  readonly files: readonly EntryFile[];
  readonly seed: number;
  readonly link: ThreadLink;
}

export type ThreadNews =
  | { readonly kind: 'progress'; readonly nowUs: number; readonly horizonUs: number }
  | { readonly kind: 'record'; readonly record: RunRecord };
