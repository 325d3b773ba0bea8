import { createParser } from 'eventsource-parser';
import { parseEntry } from '#core/entry';
import { parseScenario } from '#core/scenario';
import { replay } from '#core/simulator';
import { ENTRY, median, startBenchPlatform } from './platform/bench-platform.js';

/**
 * From "accepted" to "on the leaderboard" on an idle platform: outbox, queue, lease, record, score, ranking, live event. Each time a new
 * team hands in the same tiny entry; its replay, measured by itself in this process, is taken off.
 */
const TIMES = 30;
const WARM = 5;

async function main(): Promise<void> {
  const bench = await startBenchPlatform({ judges: 2 });
  const stop = new AbortController();
  try {
    const events = await fetch(`${bench.platform.url}/api/v1/contests/bench/events`, { signal: stop.signal });
    const boards = leaderboardEvents(events);
    const took: number[] = [];
    for (let time = 0; time < TIMES + WARM; time++) {
      const team = await bench.call<{ id: string }>('POST', '/teams', { name: `team ${time}` });
      const { secret } = await bench.call<{ secret: string }>('POST', '/tokens', { label: 'bench', role: 'contestant', team: team.id });
      const { submission } = await bench.submit('bench', secret);
      const accepted = performance.now();
      for (;;) {
        await boards.next();
        const board = await bench.call<{ standings: { submissionId: string }[] }>('GET', '/contests/bench/leaderboard');
        if (board.standings.some((row) => row.submissionId === submission.id)) break;
      }
      if (time >= WARM) took.push(performance.now() - accepted);
    }
    const alone = replayAlone(bench.scenarioText);
    const middle = median(took);
    console.log(`accepted → leaderboard   median ${middle.toFixed(0)} ms, slowest of ${TIMES} ${Math.max(...took).toFixed(0)} ms`);
    console.log(`the replay by itself     median ${alone.toFixed(0)} ms`);
    console.log(`without the replay       median ${(middle - alone).toFixed(0)} ms (at most 250 wanted)`);
  } finally {
    stop.abort();
    await bench.stop();
  }
}

async function* leaderboardEvents(response: Response): AsyncGenerator<void> {
  let waiting = 0;
  const parser = createParser({ onEvent: (event) => void (event.event === 'leaderboard' && (waiting += 1)) });
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
    for (; waiting > 0; waiting--) yield;
  }
}

function replayAlone(scenarioText: string): number {
  const scenario = parseScenario(scenarioText, 'scenario.yaml');
  const entry = parseEntry([{ path: 'web.yaml', text: ENTRY }]);
  if (!scenario.ok || !entry.ok) throw new Error('the inputs of this benchmark cannot be read');
  const took: number[] = [];
  for (let time = 0; time < TIMES + WARM; time++) {
    const started = performance.now();
    replay({ scenario: scenario.value, entry: entry.value, seed: 1 });
    if (time >= WARM) took.push(performance.now() - started);
  }
  return median(took);
}

void main().then(() => process.exit(0));
