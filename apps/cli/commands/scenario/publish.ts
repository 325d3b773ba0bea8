import type { Command } from 'commander';
import { jsonOption, serverOption, tokenOption } from '../../arguments.js';
import { PlatformClient, type PlatformOptions } from '../../platform/platform-client.js';
import { readInput } from '../../read-input.js';
import { scenarioFileOf } from '../../read-scenario.js';

interface Published {
  readonly id: string;
  readonly visibility: string;
  readonly revealed: boolean;
  readonly commitment: string;
}

type Options = PlatformOptions & { readonly commitment?: string; readonly json?: boolean };

/** `regatta scenario publish` and `unveil`: scenarios of a platform, those that are hidden among them. */
export function publishCommands(scenario: Command): void {
  scenario
    .command('publish')
    .description('hands a scenario to a platform; of a hidden one it tells nobody but organizers more than the commitment')
    .argument('<scenario>', 'a scenario file, or its folder')
    .option('--commitment <hex>', 'what was published of it already: another file is refused')
    .addOption(serverOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  regatta scenario publish hidden/scenario.yaml --server http://127.0.0.1:8080 --token …')
    .action(async (path: string, { commitment, ...options }: Options) => {
      const text = readInput(scenarioFileOf(path));
      const body = { text, ...(commitment === undefined ? {} : { commitment: commitment.trim().toLowerCase() }) };
      print(await new PlatformClient(options).postJson<Published>('/scenarios', body), options);
    });
  scenario
    .command('unveil')
    .description('shows a hidden scenario of a platform to everybody; it is shown by itself once its contests are over')
    .argument('<id>', 'of the hidden scenario')
    .addOption(serverOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nAnybody checks it with:\n  curl -s SERVER/api/v1/scenarios/ID/file | sha256sum')
    .action(async (id: string, options: Options) =>
      print(await new PlatformClient(options).postJson<Published>(`/scenarios/${encodeURIComponent(id)}/reveal`, {}), options),
    );
}

function print({ id, visibility, revealed, commitment }: Published, { json }: Options): void {
  if (json === true) console.log(JSON.stringify({ id, visibility, revealed, commitment }, null, 2));
  else console.log(`${id} (${revealed ? 'shown to everybody' : 'hidden'})\ncommitment ${commitment}`);
}
