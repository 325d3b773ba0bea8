import type { Command } from 'commander';
import { formatProblem } from '#core/problem';
import { lintScenario, parseScenario, previewScenario, previewTable } from '#core/scenario';
import { jsonOption } from '../../arguments.js';
import { CommandFailed, EXIT } from '../../exit-code.js';
import { readInput, valueOf } from '../../read-input.js';
import { scenarioFileOf } from '../../read-scenario.js';

/** `regatta scenario lint`: every problem at once, then what an author should look at. */
export function lintCommand(scenario: Command): void {
  scenario
    .command('lint')
    .description('every problem of a scenario at once, then what its author should look at')
    .argument('<scenario>', 'a scenario file, or its folder')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nErrors (exit code 1) and warnings name file, line, column and a stable code.\n--json: {ok, problems: [{code, severity, message, hint?, file, line, column, path}]}',
    )
    .action(lint);
}

function lint(path: string, options: { readonly json?: boolean }): void {
  const file = scenarioFileOf(path);
  const outcome = parseScenario(readInput(file), file);
  if (options.json === true) {
    const problems = outcome.ok ? lintScenario(outcome.value, file) : outcome.problems;
    console.log(JSON.stringify({ ok: outcome.ok, problems }, null, 2));
    if (!outcome.ok) throw new CommandFailed(EXIT.atFault, `${file}: ${outcome.problems.length} problems`);
    return;
  }
  if (!outcome.ok) valueOf(outcome);
  else {
    for (const warning of outcome.warnings) console.error(formatProblem(warning));
    const { id, applications, seeds, digest } = outcome.value;
    console.log(
      `${file}: ${id} is well-formed (${counted(applications.length, 'application')}, ${counted(seeds.length, 'public seed')}, digest ${digest.slice(0, 12)})\n`,
    );
    console.log(previewTable(previewScenario(outcome.value, seeds[0] ?? 1)));
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
