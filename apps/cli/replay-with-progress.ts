import { Presets, SingleBar } from 'cli-progress';
import type { Entry } from '#core/entry';
import type { RunRecord } from '#core/run';
import type { Scenario } from '#core/scenario';

interface Run {
  readonly scenario: Scenario;
  readonly entry: Entry;
  readonly seed: number;
}

/** Replays here and now; with a bar on standard error when somebody watches. */
export async function replayWithProgress(run: Run, isWatched: boolean): Promise<RunRecord> {
  // Loaded when it is needed: the other commands start without it.
  const { replay } = await import('#core/simulator');
  if (!isWatched || !process.stderr.isTTY) return replay(run);
  const bar = new SingleBar({ format: `judging {bar} {percentage}%`, clearOnComplete: true, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
  bar.start(100, 0);
  try {
    return replay({
      ...run,
      onProgress: (nowUs, horizonUs) => {
        bar.update(Math.round((100 * nowUs) / horizonUs));
        // The replay does not give way to timers, so the bar draws itself.
        bar.render();
      },
    });
  } finally {
    bar.stop();
  }
}
