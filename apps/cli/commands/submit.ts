import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { jsonOption, serverOption, tokenOption } from '../arguments.js';
import { valueOf } from '../read-input.js';
import { readEntry } from '../read-entry.js';
import { entryUpload } from '../platform/entry-upload.js';
import { PlatformClient, type PlatformOptions } from '../platform/platform-client.js';
import type { SubmissionView } from '../platform/submission.js';

interface Options extends PlatformOptions {
  readonly contest: string;
  readonly json?: boolean;
}

/** `regatta submit`: hands an entry to a contest. */
export function submitCommand(program: Command): void {
  program
    .command('submit')
    .description('hands an entry to a contest')
    .argument('<entry>', 'a file, a folder, a .zip or a .tar.gz')
    .requiredOption('--contest <id>', 'which contest')
    .addOption(serverOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  REGATTA_TOKEN=… regatta submit k8s/ --contest demo --server https://regatta.example')
    .action(async (path: string, options: Options) => {
      // What the server would refuse is found here first, and costs no quota.
      valueOf(await readEntry(path, null));
      const { blob, name } = await entryUpload(path);
      const form = new FormData();
      form.set('file', blob, name);
      const target = `/contests/${encodeURIComponent(options.contest)}/submissions`;
      const answer = await new PlatformClient(options).post<SubmissionView | { submission: SubmissionView }>(target, form, { 'idempotency-key': randomUUID() });
      const submission = 'submission' in answer ? answer.submission : answer;
      if (options.json === true) console.log(JSON.stringify(submission, null, 2));
      else console.log(`submission ${submission.id} is being judged (${submission.runs.length} runs)\nfollow it: regatta watch ${submission.id}`);
    });
}
