import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readScenario } from '../../read-scenario.js';
import { writeOutput } from '../../write-output.js';

/** `regatta scenario entries`: the reference entries of a scenario, to read, to start from, to judge. */
export function entriesCommand(scenario: Command): void {
  scenario
    .command('entries')
    .description('writes the reference entries of a scenario, a folder each')
    .argument('<scenario>', 'a scenario file, or its folder')
    .requiredOption('--out <dir>', 'where to')
    .addHelpText(
      'after',
      '\nExample:\n  regatta scenario entries scenarios/zone-loss --out entries\n  regatta judge entries/defaults --scenario scenarios/zone-loss',
    )
    .action(entries);
}

async function entries(path: string, { out }: { readonly out: string }): Promise<void> {
  const { kubernetesEntry, REFERENCE_NAMES, REFERENCE_PROFILES } = await import('#core/reference');
  const scenario = readScenario(path);
  for (const name of REFERENCE_NAMES) {
    const folder = join(out, name);
    mkdirSync(folder, { recursive: true });
    for (const file of kubernetesEntry(scenario, REFERENCE_PROFILES[name])) {
      writeOutput(join(folder, file.path), file.text);
      console.log(join(folder, file.path));
    }
  }
}
