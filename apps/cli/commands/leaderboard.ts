import type { Command } from 'commander';
import { jsonOption, serverOption, tokenOption } from '../arguments.js';
import { PlatformClient, type PlatformOptions } from '../platform/platform-client.js';
import { plainTable, points } from '../print/plain-table.js';

interface Board {
  readonly frozen: boolean;
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
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  regatta leaderboard demo --server http://127.0.0.1:8080')
    .action(async (contest: string, options: PlatformOptions & { readonly json?: boolean }) => {
      const board = await new PlatformClient(options).get<Board>(`/contests/${encodeURIComponent(contest)}/leaderboard`);
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
