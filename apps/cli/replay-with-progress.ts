import type { Entry } from '#core/entry';
import type { RunRecord } from '#core/run';
import type { Scenario } from '#core/scenario';
import { progressBar } from './progress-bar.js';

interface Run {
  readonly scenario: Scenario;
  readonly entry: Entry;
  readonly seed: number;
}

/** Replays here and now; with a bar on standard error when somebody watches. */
export async function replayWithProgress(run: Run, isWatched: boolean): Promise<RunRecord> {
  // Loaded when it is needed: the other commands start without it.
  const { replay } = await import('#core/simulator');
  const bar = progressBar(isWatched);
  try {
    return replay({ ...run, onProgress: (nowUs, horizonUs) => bar.update(nowUs, horizonUs) });
  } finally {
    bar.stop();
  }
}
