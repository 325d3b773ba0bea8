import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PluginEntry } from '#core/entry';
import type { RunRecord } from '#core/run';
import type { Scenario } from '#core/scenario';
import { beginUnsandboxed, type ContestantSession, linkSession } from '#io/sandbox';
import { progressBar } from '../progress-bar.js';
import { openHost } from './open-host.js';
import type { PluginRun, ThreadNews } from './plugin-run.js';

interface Run {
  readonly scenario: Scenario;
  readonly entry: PluginEntry;
  readonly seed: number;
}

export interface PluginOptions {
  readonly isWatched: boolean;
  /** As a plain process, without walls. */
  readonly unsandboxed: boolean;
  /** A second time, in a second sandbox, to see whether it says the same. */
  readonly twice: boolean;
}

/** Judges a plugin here: in a sandbox as the server does, or, when its owner says so, without one. */
export async function replayPlugin(run: Run, options: PluginOptions): Promise<RunRecord> {
  if (options.unsandboxed) return replayTwice(run, options, () => Promise.resolve(beginUnsandboxed(run.entry)));
  const host = await openHost();
  try {
    return await replayTwice(run, options, () => host.begin(run.entry));
  } finally {
    await host.close();
  }
}

async function replayTwice(run: Run, options: PluginOptions, begin: () => Promise<ContestantSession>): Promise<RunRecord> {
  const record = await replayOnce(run, options.isWatched, await begin());
  if (!options.twice) return record;
  const again = await replayOnce(run, options.isWatched, await begin());
  const same = again.recordDigest === record.recordDigest;
  console.error(same ? 'the plugin said the same a second time' : `the plugin is not deterministic: a second run gave the record ${again.recordDigest}`);
  return record;
}

async function replayOnce({ scenario, entry, seed }: Run, isWatched: boolean, session: ContestantSession): Promise<RunRecord> {
  const bar = progressBar(isWatched);
  const link = linkSession(session);
  const data: PluginRun = { scenarioText: scenario.text, files: entry.files, seed, link };
  const thread = new Worker(join(__dirname, 'plugin-thread.js'), { workerData: data, transferList: [link.port] });
  try {
    return await new Promise<RunRecord>((resolve, reject) => {
      thread.on('message', (news: ThreadNews) => (news.kind === 'progress' ? bar.update(news.nowUs, news.horizonUs) : resolve(news.record)));
      thread.on('error', reject).on('exit', (code) => reject(new Error(`the replay ended with code ${code} and without a record`)));
    });
  } finally {
    bar.stop();
    await Promise.all([thread.terminate(), session.close()]);
    if (isWatched && session.stderr !== '') console.error(`the plugin wrote to standard error:\n${printable(session.stderr)}`);
  }
}

/** Nothing that a terminal would obey. */
const printable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?').replace(/^/gm, '  ');
