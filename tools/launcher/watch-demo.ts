import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import type { Platform } from './platform.js';

interface SubmissionView {
  readonly id: string;
  readonly team: { readonly name: string } | string;
  readonly state: string;
  readonly runs: readonly { readonly state: string }[];
}

interface StandingView {
  readonly rank: number;
  readonly bandFrom: number;
  readonly bandTo: number;
  readonly team: { readonly name: string };
  readonly score: number | null;
}

/** Prints how far the reference entries of the demo contest are, and the first standings when all are judged. */
export async function watchDemo(platform: Platform, signal: AbortSignal): Promise<void> {
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${platform.url}/api/v1${path}`, { headers: { authorization: `Bearer ${platform.tokens.admin}` }, signal });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  };
  // A part that is being started again does not answer for a moment.
  const get = async (path: string): Promise<unknown> => {
    for (;;) {
      try {
        return await ask(path);
      } catch (error) {
        if (signal.aborted) throw error;
        await sleep(500, undefined, { signal });
      }
    }
  };
  const contests = (await get('/contests')) as { items: { id: string; slug?: string; title: string }[] };
  const demo = contests.items.find((contest) => contest.slug === 'demo') ?? contests.items[0];
  if (demo === undefined) return;
  let last = '';
  let noPlugins: string | null = null;
  while (!signal.aborted) {
    const { plugins, judges } = (await get('/capabilities')) as { plugins: { refusal: string | null }; judges: number };
    noPlugins = plugins.refusal;
    const { items } = (await get(`/submissions?contest=${demo.id}`)) as { items: SubmissionView[] };
    const open = items.filter((submission) => submission.state === 'judging');
    const line = items
      .map((submission) => `${nameOf(submission)} ${submission.runs.filter((run) => run.state === 'scored').length}/${submission.runs.length}`)
      .join('   ');
    if (line !== last) console.log(`  judging   ${line}`);
    last = line;
    // The judges have said whether they run plugins, and where they do the reference plugin is among the entries.
    const isWhole = judges > 0 && (noPlugins !== null || items.some((submission) => nameOf(submission).startsWith('reference: plugin')));
    if (items.length > 0 && open.length === 0 && isWhole) break;
    await sleep(500, undefined, { signal }).catch(() => undefined);
  }
  if (signal.aborted) return;
  await sleep(500, undefined, { signal }).catch(() => undefined);
  const { standings } = (await get(`/contests/${demo.id}/leaderboard`)) as { standings: StandingView[] };
  const table = new Table({ head: ['rank', 'team', 'score'], style: { head: [], border: [] } });
  for (const standing of standings)
    table.push([
      standing.bandFrom === standing.bandTo ? standing.rank : `${standing.bandFrom}–${standing.bandTo}`,
      standing.team.name,
      standing.score?.toFixed(1) ?? '–',
    ]);
  const plugins =
    noPlugins === null
      ? ''
      : `\n  No plugin is among them: ${noPlugins}. \`./regatta doctor\` says what to do; entries of configuration are judged all the same.\n`;
  console.log(`\n  ${demo.title}\n${table.toString()}\n${plugins}\n  Ctrl-C stops everything.`);
}

const nameOf = (submission: SubmissionView): string => (typeof submission.team === 'string' ? submission.team : submission.team.name);
