import type { Command } from 'commander';
import { Option } from 'commander';
import { countArgument, jsonOption, nodeImageOption, seedArgument } from '../arguments.js';
import { CommandFailed, EXIT } from '../exit-code.js';
import { judgementOf, rejection } from '../judgement.js';
import { judgeLive, LIVE_DRIVERS, type DriverName } from '../judge-live.js';
import { printRun } from '../print/print-run.js';
import { readEntry } from '../read-entry.js';
import { valueOf } from '../read-input.js';
import { readScenario } from '../read-scenario.js';
import { replayWithProgress } from '../replay-with-progress.js';
import { writeOutput } from '../write-output.js';

interface Options {
  readonly scenario: string;
  readonly seed?: number;
  readonly json?: boolean;
  readonly record?: string;
  readonly unsandboxed?: boolean;
  readonly twice?: boolean;
  readonly live?: boolean;
  readonly driver: DriverName;
  readonly replications: number;
  readonly repeats: number;
  readonly baseline?: string;
  readonly nodeImage?: string;
}

/** `regatta judge`: the same run that the server's judges make. */
export function judgeCommand(program: Command): void {
  program
    .command('judge')
    .description('judges an entry here, with the result that the server would give')
    .argument('<entry>', 'a file, a folder, a .zip or a .tar.gz')
    .requiredOption('--scenario <file>', 'what it is judged on')
    .addOption(new Option('--seed <n>', "which member of the scenario's family (default: the first public seed)").argParser(seedArgument))
    .addOption(jsonOption())
    .option('--record <file>', 'keeps the run record, for `regatta verify`')
    .option('--unsandboxed', 'a plugin of your own as a plain process, where there is no container engine')
    .option('--twice', 'a plugin a second time, to see whether it is deterministic')
    .option('--live', 'on real containers, at the pace of the wall clock')
    .addOption(new Option('--driver <name>', 'what a live cluster is made of').choices(LIVE_DRIVERS).default('light'))
    .addOption(new Option('--replications <n>', 'live: replays, of which the median counts').argParser(countArgument).default(1))
    .addOption(new Option('--repeats <n>', 'live: disturbed replays that may be repeated').argParser(countArgument).default(0))
    .addOption(nodeImageOption())
    .option('--baseline <entry>', 'live: an entry that is replayed in turn with this one, and scored against')
    .addHelpText(
      'after',
      '\nExample:\n  regatta judge examples/kubernetes/resilient --scenario scenarios/flash-crowd-zone-loss/scenario.yaml --seed 2\n  regatta judge examples/live/kubernetes --scenario scenarios/live-flash-crowd/scenario.yaml --live',
    )
    .action(judge);
}

async function judge(path: string, options: Options): Promise<void> {
  const scenario = readScenario(options.scenario);
  const seed = options.seed ?? scenario.seeds[0] ?? 1;
  const outcome = await readEntry(path, scenario);
  if (!outcome.ok && options.json === true) {
    console.log(JSON.stringify(rejection(scenario, seed, outcome), null, 2));
    process.exitCode = EXIT.atFault;
    return;
  }
  const entry = valueOf(outcome);
  const isWatched = options.json !== true;
  const { unsandboxed = false, twice = false } = options;
  const record =
    options.live === true
      ? await judgeLive(
          { scenario, entry, seed, baseline: options.baseline === undefined ? null : valueOf(await readEntry(options.baseline, scenario)) },
          options,
          isWatched,
        )
      : entry.division === 'scheduler'
        ? await (await import('../plugin/replay-plugin.js')).replayPlugin({ scenario, entry, seed }, { isWatched, unsandboxed, twice })
        : await replayWithProgress({ scenario, entry, seed }, isWatched);
  if (options.record !== undefined) writeOutput(options.record, `${JSON.stringify(record)}\n`);
  if (options.json === true) console.log(JSON.stringify(judgementOf(record, scenario), null, 2));
  else printRun(record, scenario);
  if (record.fault === 'platform') throw new CommandFailed(EXIT.platform, record.cause ?? record.verdict);
  if (record.fault === 'competitor') throw new CommandFailed(EXIT.atFault, record.cause ?? record.verdict);
}
