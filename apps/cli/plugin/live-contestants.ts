import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PluginEntry } from '#core/entry';
import type { Scenario } from '#core/scenario';
import { type LiveContestant, ThreadStepper } from '#io/live';
import { beginUnsandboxed, type ContestantSession, linkSession } from '#io/sandbox';
import { openHost } from './open-host.js';
import type { PluginRun } from './plugin-run.js';

interface Run {
  readonly scenario: Scenario;
  readonly entry: PluginEntry;
  readonly seed: number;
}

export interface LiveContestants {
  /** Begins the plugin for one replay. */
  readonly begin: () => Promise<LiveContestant>;
  close(): Promise<void>;
}

/** Where the plugin of a live run is run: in sandboxes as the server does, or, when its owner says so, as a plain process. */
export async function liveContestants(run: Run, unsandboxed: boolean): Promise<LiveContestants> {
  if (unsandboxed) return { begin: async () => contestantOf(run, beginUnsandboxed(run.entry)), close: async () => undefined };
  const host = await openHost();
  return { begin: async () => contestantOf(run, await host.begin(run.entry)), close: () => host.close() };
}

function contestantOf({ scenario, entry, seed }: Run, session: ContestantSession): LiveContestant {
  const link = linkSession(session);
  const data: PluginRun = { scenarioText: scenario.text, files: entry.files, seed, link };
  const thread = new Worker(join(__dirname, 'live-plugin-thread.js'), { workerData: data, transferList: [link.port] });
  return {
    stepper: new ThreadStepper(thread),
    close: async () => void (await Promise.all([thread.terminate(), session.close()])),
  };
}
