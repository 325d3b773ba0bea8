import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import type { FoundReferences } from '#core/reference';
import { replaceReferences, type Scenario } from '#core/scenario';
import { jsonOption } from '../../arguments.js';
import { plainTable } from '../../print/plain-table.js';
import { readScenario, scenarioFileOf } from '../../read-scenario.js';
import { withReferences } from './references-page.js';

/** `regatta scenario references`: freezes what scores are measured between. */
export function referencesCommand(scenario: Command): void {
  scenario
    .command('references')
    .description('searches the baseline and the best known of scenarios, and freezes them in their files')
    .argument('<scenarios...>', 'scenario files, or their folders')
    .addOption(new Option('--dry-run', 'shows what was found and writes nothing'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nWrites `scoring.references` in scenario.yaml, references.json beside it with every candidate and what it cost, and the table of its README.md.\nRun it again whenever the simulator, a control plane or a scenario changes; it takes about a minute each.\n\nExample:\n  regatta scenario references scenarios/*/',
    )
    .action(references);
}

async function references(paths: readonly string[], options: { dryRun?: boolean; json?: boolean }): Promise<void> {
  const { findReferences } = await import('#core/reference');
  const all: FoundReferences[] = [];
  for (const path of paths) {
    const scenario = readScenario(path);
    const found = findReferences(scenario, scenario.seeds, (name, seed) => options.json !== true && progress(`${scenario.id}: ${name}, seed ${seed}`));
    progress('');
    if (options.dryRun !== true) freeze(scenarioFileOf(path), found);
    all.push(found);
    if (options.json !== true) print(scenario, found);
  }
  if (options.json === true) console.log(JSON.stringify(all, null, 2));
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text.slice(0, process.stderr.columns - 1)}`);
}

function freeze(file: string, found: FoundReferences): void {
  const { baseline, bestKnown, ...how } = found;
  writeFileSync(file, replaceReferences(readFileSync(file, 'utf8'), { baseline, bestKnown }));
  writeFileSync(join(dirname(file), 'references.json'), `${JSON.stringify({ ...how, baseline, bestKnown }, null, 2)}\n`);
  const page = join(dirname(file), 'README.md');
  if (existsSync(page)) writeFileSync(page, withReferences(readFileSync(page, 'utf8'), found));
}

function print(scenario: Scenario, found: FoundReferences): void {
  console.log(`\n${scenario.id}: ${found.runs} runs on seeds ${found.seeds.join(', ')}`);
  const row = (name: string, { latency, utilization, recovery }: FoundReferences['baseline'], score: string) =>
    [name, ...[latency, utilization, recovery].map((cost) => cost.toPrecision(4)), score] as const;
  const candidates = found.candidates.map((one) => row(one.name, one.costs, one.score.toFixed(1)));
  console.log(plainTable(['entry', 'latency', 'utilization', 'recovery', 'score'], [row('BEST KNOWN', found.bestKnown, ''), ...candidates]));
}
