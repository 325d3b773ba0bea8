import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import { type Command, InvalidArgumentError } from 'commander';
import { formatProblem } from '#core/problem';
import { lintScenario, parseScenario, previewScenario, previewSvg } from '#core/scenario';
import { readInput, valueOf } from '../read-input.js';
import { scenarioFileOf } from '../read-scenario.js';
import { entriesCommand } from './scenario/entries.js';
import { importCommand } from './scenario/import.js';
import { referencesCommand } from './scenario/references.js';
import { verifyCommand } from './scenario/verify.js';

/** `regatta scenario lint|preview`: for those who write scenarios. */
export function scenarioCommand(program: Command): void {
  const scenario = program.command('scenario').description('check and look at scenarios');
  scenario
    .command('lint')
    .description('every problem of a scenario at once, then what an author should look at')
    .argument('<file>', 'scenario.yaml, or the folder that has it')
    .option('--json', 'for programs')
    .action((path: string, options: { json?: boolean }) => {
      const file = scenarioFileOf(path);
      const outcome = parseScenario(readInput(file), file);
      if (options.json === true) {
        const findings = outcome.ok ? [...outcome.warnings, ...lintScenario(outcome.value, file)] : outcome.problems;
        console.log(JSON.stringify({ ok: outcome.ok, problems: findings }, null, 2));
        if (!outcome.ok) process.exitCode = 1;
        return;
      }
      const value = valueOf(outcome);
      for (const finding of lintScenario(value, file)) console.error(formatProblem(finding));
      console.log(
        `${file}: ${value.id} is well-formed (${value.applications.length} applications, ${value.seeds.length} public seeds, digest ${value.digest.slice(0, 12)})`,
      );
      printMinutes(file, value.seeds[0] ?? 1);
    });
  scenario
    .command('preview')
    .description('load against capacity, and the faults, of the member a seed draws')
    .argument('<file>', 'scenario.yaml, or the folder that has it')
    .option('--seed <n>', 'which member of the family', integer)
    .option('--json', 'for programs')
    .option('--svg <file>', 'also draw it')
    .action((path: string, options: { seed?: number; json?: boolean; svg?: string }) => {
      const file = scenarioFileOf(path);
      const value = valueOf(parseScenario(readInput(file), file));
      const seed = options.seed ?? value.seeds[0] ?? 1;
      const preview = previewScenario(value, seed);
      if (options.svg !== undefined) writeFileSync(options.svg, previewSvg(preview));
      if (options.json === true) console.log(JSON.stringify(preview, null, 2));
      else printMinutes(file, seed);
    });
  importCommand(scenario);
  entriesCommand(scenario);
  referencesCommand(scenario);
  verifyCommand(scenario);
}

function printMinutes(file: string, seed: number): void {
  const preview = previewScenario(valueOf(parseScenario(readInput(file), file)), seed);
  const apps = Object.keys(preview.minutes[0]?.offeredPerApp ?? {});
  const table = new Table({ head: ['minute', ...apps.map((app) => `${app} req/s`), 'cores needed', 'cores up', ''], style: { head: [], border: [] } });
  const most = Math.max(1, ...preview.minutes.flatMap((minute) => [minute.demand, minute.capacity]));
  for (const { t, offeredPerApp, demand, capacity } of preview.minutes) {
    const bar = '█'.repeat(Math.round((24 * demand) / most)).padEnd(Math.round((24 * capacity) / most), '·');
    table.push([
      t,
      ...apps.map((app) => (offeredPerApp[app] ?? 0).toFixed(1)),
      demand.toFixed(1),
      capacity.toFixed(1),
      demand > capacity ? `${bar} too much` : bar,
    ]);
  }
  console.log(`\nSeed ${seed}: what is needed (█) and what is up (·)\n${table.toString()}`);
  for (const fault of preview.faults) {
    const until = fault.untilUs === null ? 'to the end' : `to ${minuteOf(fault.untilUs)}`;
    console.log(`fault  ${fault.name}: ${fault.kind} of ${fault.target} from minute ${minuteOf(fault.atUs)} ${until}`);
  }
}

const minuteOf = (us: number): string => (us / 60e6).toFixed(1);

function integer(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('write a whole number, 0 or more');
}
