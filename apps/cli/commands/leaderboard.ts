import { type Command, Option } from 'commander';
import { jsonOption, serverOption, tokenOption } from '../arguments.js';
import { PlatformClient, type PlatformOptions } from '../platform/platform-client.js';
import { plainTable, points } from '../print/plain-table.js';

interface Board {
  readonly frozen: boolean;
  readonly nextCursor: string | null;
  readonly standings: readonly {
    readonly rank: number;
    readonly bandFrom: number;
    readonly bandTo: number;
    readonly team: { readonly name: string };
    readonly division: string;
    readonly score: number | null;
    readonly reference: boolean;
  }[];
}

/** `regatta leaderboard`: who is ahead, and how sure that is. */
export function leaderboardCommand(program: Command): void {
  program
    .command('leaderboard')
    .description('who is ahead in a contest, and how sure that is')
    .argument('<contest>', 'its id')
    .addOption(serverOption())
    .addOption(tokenOption())
    .addOption(
      new Option('--world <world>', 'the board of simulated runs or that of runs on real containers').choices(['simulated', 'live']).default('simulated'),
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  regatta leaderboard demo --server http://127.0.0.1:8080')
    .action(async (contest: string, options: PlatformOptions & { readonly json?: boolean; readonly world: string }) => {
      const board = await wholeBoard(new PlatformClient(options), contest, options.world);
      if (options.json === true) return console.log(JSON.stringify(board, null, 2));
      const rows = board.standings.map((row) => [
        row.bandFrom === row.bandTo ? String(row.rank) : `${row.rank} (${row.bandFrom}–${row.bandTo})`,
        row.team.name + (row.reference ? ' *' : ''),
        row.division,
        points(row.score),
      ]);
      console.log(plainTable(['rank', 'team', 'division', 'score'], rows));
      if (board.standings.some((row) => row.reference)) console.log('* reference entry');
      if (board.frozen) console.log('The board is frozen: newer results show when it is opened.');
    });
}

/** Every page, as one board. */
async function wholeBoard(client: PlatformClient, contest: string, world: string): Promise<Board> {
  const path = `/contests/${encodeURIComponent(contest)}/leaderboard?world=${world}&limit=1000`;
  const first = await client.get<Board>(path);
  const standings = [...first.standings];
  for (let cursor = first.nextCursor; cursor != null; ) {
    const page: Board = await client.get<Board>(`${path}&cursor=${encodeURIComponent(cursor)}`);
    standings.push(...page.standings);
    cursor = page.nextCursor;
  }
  return { ...first, standings, nextCursor: null };
}
