import type { Command } from 'commander';
import { entriesCommand } from './scenario/entries.js';
import { goldenCommand } from './scenario/golden.js';
import { importCommand } from './scenario/import.js';
import { lintCommand } from './scenario/lint.js';
import { newCommand } from './scenario/new.js';
import { previewCommand } from './scenario/preview.js';
import { publishCommands } from './scenario/publish.js';
import { referencesCommand } from './scenario/references.js';
import { schemaCommand } from './scenario/schema.js';
import { twinCommands } from './scenario/twin.js';
import { verifyCommand } from './scenario/verify.js';

/** `regatta scenario …`: for those who write scenarios, in the order in which they need it. */
export function scenarioCommand(program: Command): void {
  const scenario = program.command('scenario').description('make, check, measure and hide scenarios');
  newCommand(scenario);
  importCommand(scenario);
  lintCommand(scenario);
  previewCommand(scenario);
  entriesCommand(scenario);
  referencesCommand(scenario);
  verifyCommand(scenario);
  goldenCommand(scenario);
  twinCommands(scenario);
  publishCommands(scenario);
  schemaCommand(scenario);
}
