import { Presets, SingleBar } from 'cli-progress';
import type { Entry } from '#core/entry';
import type { RunRecord } from '#core/run';
import type { Scenario } from '#core/scenario';
import type { LiveFault, LiveProgress } from '#io/live';
import { CommandFailed, EXIT } from './exit-code.js';

export const LIVE_DRIVERS = ['light', 'swarm', 'kubernetes'] as const;
export type DriverName = (typeof LIVE_DRIVERS)[number];

/** A terminal that is closed is one, too. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
  const { engineFix, LiveFault, LiveRefused, openEngine, replayLive } = await import('#io/live');
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of SIGNALS) process.once(signal, onSignal);
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
    if (error instanceof LiveFault) throw new CommandFailed(EXIT.platform, inWords(error, engineFix));
    throw error;
  } finally {
    progress?.stop();
    // Its sandboxes are taken away by whoever makes the next ones, where they cannot be now.
    await contestants?.close().catch(() => undefined);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** Each with what would mend it. */
function inWords(fault: LiveFault, engineFix: (fault: LiveFault) => string): string {
  switch (fault.code) {
    case 'engine-unreachable':
      return `live judging needs a container engine: ${fault.message}\n  to mend: ${engineFix(fault)}; without --live nothing is needed`;
    case 'engine-lost':
      return `${fault.message}\n  to mend: start it again; what this run left is taken away by the next live run, or by \`regatta live reap\``;
    case 'load-late':
    case 'fault-undone':
      return `${fault.message}\n  to mend: judge it on a host with less to do, or let it be repeated (--repeats N)`;
    case 'host-refused':
    case 'cluster-failed':
    case 'command-failed':
      return `${fault.message}\n  to mend: try again; \`regatta live doctor\` looks at this host`;
    case 'stopped':
      return fault.message;
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
