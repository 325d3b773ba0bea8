import { Presets, SingleBar } from 'cli-progress';
import type { Entry } from '#core/entry';
import type { RunRecord } from '#core/run';
import type { Scenario } from '#core/scenario';
import type { LiveProgress } from '#io/live';
import { CommandFailed, EXIT } from './exit-code.js';

export const LIVE_DRIVERS = ['light', 'swarm', 'kubernetes'] as const;
export type DriverName = (typeof LIVE_DRIVERS)[number];

interface Run {
  readonly scenario: Scenario;
  readonly entry: Entry;
  readonly seed: number;
  readonly baseline: Entry | null;
}

interface HowLive {
  readonly driver: DriverName;
  readonly replications: number;
  readonly repeats: number;
  /** A plugin of one's own as a plain process. */
  readonly unsandboxed?: boolean;
  readonly nodeImage?: string | undefined;
}

/** Judges on real containers of this host's engine; Ctrl-C takes the cluster down before it ends. */
export async function judgeLive(run: Run, how: HowLive, isWatched: boolean): Promise<RunRecord> {
  // Loaded when it is needed: the other commands start without it.
  const { LiveFault, LiveRefused, openEngine, replayLive } = await import('#io/live');
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const progress = isWatched && process.stderr.isTTY ? showProgress() : null;
  const { replications, repeats, driver, nodeImage } = how;
  const { entry } = run;
  const contestants =
    entry.division === 'scheduler' ? await (await import('./plugin/live-contestants.js')).liveContestants({ ...run, entry }, how.unsandboxed === true) : null;
  try {
    const options = { ...(progress === null ? {} : { onProgress: progress.show }), ...(contestants === null ? {} : { contestant: contestants.begin }) };
    return await replayLive({ ...run, engine: openEngine(), driver, nodeImage, replications, repeats, signal: stop.signal, ...options });
  } catch (error) {
    if (error instanceof LiveRefused)
      throw new CommandFailed(EXIT.platform, `this host cannot judge it live: ${error.refusal.reason}\n  to mend: ${error.refusal.fix}`);
    if (error instanceof LiveFault && error.code === 'engine-unreachable')
      throw new CommandFailed(
        EXIT.platform,
        `live judging needs a container engine: ${error.message}\n  to mend: apt-get install docker.io, or DOCKER_HOST=unix:///path/to/docker.sock; without --live nothing is needed`,
      );
    if (error instanceof LiveFault) throw new CommandFailed(EXIT.platform, error.message);
    throw error;
  } finally {
    progress?.stop();
    await contestants?.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
}

function showProgress(): { show(progress: LiveProgress): void; stop(): void } {
  const bar = new SingleBar(
    { format: '{what} {bar} {percentage}% (replay {replay} of {replays})', clearOnComplete: true, hideCursor: true, stream: process.stderr },
    Presets.shades_classic,
  );
  bar.start(100, 0, { what: 'building', replay: 1, replays: 1 });
  return {
    show: ({ what, replay, replays, nowUs, horizonUs }) => bar.update(Math.round((100 * nowUs) / horizonUs), { what, replay: replay + 1, replays }),
    stop: () => bar.stop(),
  };
}
