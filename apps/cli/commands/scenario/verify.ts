import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import type { ScenarioVerification } from '#core/reference';
import type { Scenario } from '#core/scenario';
import { jsonOption } from '../../arguments.js';
import { CommandFailed, EXIT } from '../../exit-code.js';
import { plainTable } from '../../print/plain-table.js';
import { readScenario, scenarioFileOf } from '../../read-scenario.js';
import { readFrozenReferences } from './frozen-references.js';

interface Options {
  readonly seeds: number;
  readonly against?: readonly string[];
  readonly json?: boolean;
}

/** `regatta scenario verify`: is it fit for a contest? */
export function verifyCommand(scenario: Command): void {
  scenario
    .command('verify')
    .description('runs reference entries and built-in cheats over seeds and says whether a scenario is fit for a contest')
    .argument('<scenario>', 'a scenario file, or its folder')
    .addOption(new Option('--seeds <n>', 'how many seeds: the public ones first, then the next whole numbers').default(5).argParser(seedCount))
    .option('--against <scenarios...>', 'scenarios it must not repeat (default: those in the folders beside it)')
    .addOption(jsonOption())
    .addHelpText('after', '\nExits with 1 and the reasons when the scenario is not fit.\n\nExample:\n  regatta scenario verify scenarios/zone-loss --seeds 8')
    .action(verify);
}

async function verify(path: string, options: Options): Promise<void> {
  const { verifyScenario } = await import('#core/reference');
  const scenario = readScenario(path);
  const frozen = readFrozenReferences(scenarioFileOf(path));
  const result = verifyScenario(scenario, {
    seeds: seedsOf(scenario, options.seeds),
    nowMs: () => performance.now(),
    onRun: (name, seed) => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${name}, seed ${seed}`)),
    others: probesOf(options.against ?? beside(scenarioFileOf(path)), scenario.id),
    ...(frozen === null ? {} : { frozenReplayDigest: frozen.replayDigest }),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (options.json === true) console.log(JSON.stringify(result, null, 2));
  else print(result);
  if (!result.fit)
    throw new CommandFailed(
      EXIT.atFault,
      `${scenario.id} is not fit for a contest\n${result.reasons.map((reason) => `  ${reason.code}: ${reason.message}`).join('\n')}`,
    );
}

function seedCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 2 && count <= 1000) return count;
  throw new CommandFailed(EXIT.usage, '--seeds: a whole number from 2 to 1000');
}

function seedsOf(scenario: Scenario, count: number): readonly number[] {
  const seeds = scenario.seeds.slice(0, count);
  for (let next = 1; seeds.length < count; next++) if (!seeds.includes(next)) seeds.push(next);
  return seeds;
}

function beside(file: string): readonly string[] {
  const folder = dirname(dirname(file));
  return readdirSync(folder)
    .map((name) => join(folder, name, 'scenario.yaml'))
    .filter((one) => existsSync(one));
}

/** How the probes scored elsewhere, as far as it was frozen beside those scenarios. */
function probesOf(paths: readonly string[], self: string): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const found: Record<string, Readonly<Record<string, number>>> = {};
  for (const path of paths) {
    const frozen = readFrozenReferences(scenarioFileOf(path));
    if (frozen?.probes !== undefined && frozen.scenario !== self) found[frozen.scenario] = { ...frozen.probes, ...frozen.others };
  }
  return found;
}

function print(found: ScenarioVerification): void {
  const row = (one: ScenarioVerification['entries'][number]) => [one.name, one.score.toFixed(1), one.scores.map((score) => score.toFixed(0)).join(' ')];
  console.log(`${found.scenario}: seeds ${found.seeds.join(', ')}`);
  console.log(
    plainTable(
      ['entry', 'score', 'seed by seed'],
      [...found.entries.map(row), ...found.cheats.map((cheat) => row({ ...cheat, name: `cheat: ${cheat.name}` }))],
    ),
  );
  const { best, difference, deviation, seedsNeeded } = found.discrimination;
  console.log(
    `discrimination  ${best} is ${difference} points better than the baseline (± ${deviation} a seed); ${seedsNeeded ?? 'no number of'} seeds tell them apart`,
  );
  console.log(`noise           ${found.noise} points a seed`);
  const [closest] = found.redundancy;
  console.log(`redundancy      ${closest === undefined ? 'nothing to compare with' : `most like ${closest.scenario} (correlation ${closest.correlation})`}`);
  if (found.runTime !== null) console.log(`run time        ${found.runTime.medianMs} ms, at most ${found.runTime.longestMs} ms`);
  if (found.fit) console.log('fit for a contest');
}
