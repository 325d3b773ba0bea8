import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import type { GoldenRecords } from '#core/reference';
import { CommandFailed, EXIT } from '../../exit-code.js';
import { readInput } from '../../read-input.js';
import { readScenario, scenarioFileOf } from '../../read-scenario.js';
import { writeOutput } from '../../write-output.js';

/** The first public seeds are those that are looked at again and again. */
const SEEDS = 2;

/** `regatta scenario golden`: what the reference entries did, kept and compared. */
export function goldenCommand(scenario: Command): void {
  scenario
    .command('golden')
    .description('compares the golden records of scenarios with what their reference entries do now, or writes them')
    .argument('<scenarios...>', 'scenario files, or their folders')
    .addOption(new Option('--write', 'keeps what they do now'))
    .addHelpText(
      'after',
      '\nGolden records change with the simulator, a control plane, a scenario or the scoring: look at the differences before they are written.\n\nExample:\n  regatta scenario golden scenarios/*/ --write',
    )
    .action(golden);
}

async function golden(paths: readonly string[], options: { readonly write?: boolean }): Promise<void> {
  const { goldenDifferences, goldenRecords } = await import('#core/reference');
  let differ = 0;
  for (const path of paths) {
    const scenario = readScenario(path);
    const file = join(dirname(scenarioFileOf(path)), 'golden', 'records.json');
    const now = goldenRecords(scenario, scenario.seeds.slice(0, SEEDS));
    const differences = existsSync(file) ? goldenDifferences(JSON.parse(readInput(file)) as GoldenRecords, now) : ['there are no golden records'];
    for (const line of differences) console.log(`${scenario.id}: ${line}`);
    if (differences.length > 0) differ += 1;
    if (options.write !== true || differences.length === 0) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeOutput(file, `${JSON.stringify(now, null, 2)}\n`);
  }
  if (differ > 0 && options.write !== true) throw new CommandFailed(EXIT.atFault, `${differ} of ${paths.length} scenarios differ from their golden records`);
  console.log(`${paths.length} scenarios, ${differ} ${options.write === true ? 'written' : 'differ'}`);
}
