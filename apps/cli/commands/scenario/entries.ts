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
  const { otherReferences, REFERENCE_NAMES, REFERENCE_PROFILES, referenceEntry } = await import('#core/reference');
  const scenario = readScenario(path);
  const kubernetes = REFERENCE_NAMES.map((name) => ({ name, dialect: 'kubernetes' as const, profile: REFERENCE_PROFILES[name] }));
  for (const { name, dialect, profile } of [...kubernetes, ...otherReferences(scenario)]) {
    const folder = join(out, name.replace(': ', '-'));
    mkdirSync(folder, { recursive: true });
    for (const file of referenceEntry(scenario, profile, dialect)) {
      writeOutput(join(folder, file.path), file.text);
      console.log(join(folder, file.path));
    }
  }
}
