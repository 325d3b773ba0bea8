import { type Command, Option } from 'commander';
import { previewScenario, previewSvg, previewTable } from '#core/scenario';
import { jsonOption, seedArgument } from '../../arguments.js';
import { readScenario } from '../../read-scenario.js';
import { writeOutput } from '../../write-output.js';

/** `regatta scenario preview`: what a member of the family looks like, before anything is run. */
export function previewCommand(scenario: Command): void {
  scenario
    .command('preview')
    .description('load against capacity, faults, expected p99 and what a run costs, of the member a seed draws')
    .argument('<scenario>', 'a scenario file, or its folder')
    .addOption(new Option('--seed <n>', 'which member of the family (default: the first public seed)').argParser(seedArgument))
    .option('--svg <file>', 'also draws it')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\np99 is that of a fluid model for a fleet with half as many cores again as the minute needs: an estimate, never a score.\n\nExample:\n  regatta scenario preview scenarios/flash-crowd --seed 2 --svg load.svg',
    )
    .action(preview);
}

function preview(path: string, options: { readonly seed?: number; readonly json?: boolean; readonly svg?: string }): void {
  const scenario = readScenario(path);
  const found = previewScenario(scenario, options.seed ?? scenario.seeds[0] ?? 1);
  if (options.svg !== undefined) writeOutput(options.svg, previewSvg(found));
  if (options.json === true) console.log(JSON.stringify(found, null, 2));
  else console.log(`${scenario.title} (${scenario.id}), seed ${found.seed}\n\n${previewTable(found)}`);
}
