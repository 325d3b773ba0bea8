import type { Command } from 'commander';
import { jsonOption, serverOption, tokenOption } from '../arguments.js';
import { CommandFailed, EXIT } from '../exit-code.js';
import { PlatformClient, type PlatformOptions } from '../platform/platform-client.js';
import type { SubmissionView } from '../platform/submission.js';
import { plainTable, points } from '../print/plain-table.js';

/** `regatta watch`: follows a submission until it is scored. */
export function watchCommand(program: Command): void {
  program
    .command('watch')
    .description('follows a submission until it is scored')
    .argument('<submission>', 'its id')
    .addOption(serverOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  regatta watch 018f3c… --server https://regatta.example')
    .action(async (id: string, options: PlatformOptions & { readonly json?: boolean }) => {
      const client = new PlatformClient(options);
      const path = `/submissions/${encodeURIComponent(id)}`;
      const told = new Map<string, string>();
      const look = async (): Promise<SubmissionView> => {
        const seen = await client.get<SubmissionView>(path);
        if (options.json !== true) tellNews(seen, told);
        return seen;
      };
      let submission = await look();
      if (submission.state === 'judging') {
        await client.follow(`${path}/events`, async () => {
          submission = await look();
          return submission.state === 'judging' ? 'more' : 'enough';
        });
      }
      if (options.json === true) console.log(JSON.stringify(submission, null, 2));
      else console.log(`${resultTable(submission)}\nscore ${points(submission.score)}`);
      if (submission.state === 'failed') throw new CommandFailed(EXIT.platform, 'the platform could not judge all runs');
    });
}

function tellNews(submission: SubmissionView, told: Map<string, string>): void {
  for (const run of submission.runs) {
    if (told.get(run.id) === run.state) continue;
    told.set(run.id, run.state);
    console.error(`${run.scenarioId} seed ${run.seed}: ${run.state}${run.verdict === null ? '' : `, ${run.verdict}`}`);
  }
}

const resultTable = ({ runs }: SubmissionView): string =>
  plainTable(
    ['scenario', 'seed', 'verdict', 'score'],
    runs.map((run) => [run.scenarioId, run.seed, run.verdict ?? run.state, points(run.score)]),
  );
