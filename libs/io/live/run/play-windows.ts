import type { DrawnRun } from '#core/scenario';
import type { LiveMeasures } from '../measure/live-measures.js';
import type { UseSamples } from '../measure/use-samples.js';
import { sleepUntil } from './sleep-until.js';

/** A row of the timeline at the end of each window until the horizon. */
export async function playWindows(
  measures: LiveMeasures,
  run: DrawnRun,
  nowUs: () => number,
  samples: UseSamples,
  signal: AbortSignal,
  onWindow: (atUs: number) => void,
): Promise<void> {
  const { windowUs, horizonUs } = run.clock;
  for (let end = windowUs; end <= horizonUs; end += windowUs) {
    await sleepUntil(end, nowUs, signal);
    samples.rowEnded(measures.window(end));
    onWindow(end);
  }
  await sleepUntil(horizonUs, nowUs, signal);
  await samples.settle();
}
