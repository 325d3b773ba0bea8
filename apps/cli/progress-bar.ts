import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  update(nowUs: number, horizonUs: number): void;
  stop(): void;
}

/** A bar on standard error when somebody watches, nothing else. */
export function progressBar(isWatched: boolean): Progress {
  if (!isWatched || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({ format: `judging {bar} {percentage}%`, clearOnComplete: true, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
  bar.start(100, 0);
  return {
    update(nowUs, horizonUs) {
      bar.update(Math.round((100 * nowUs) / horizonUs));
      // The replay does not give way to timers, so the bar draws itself.
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
