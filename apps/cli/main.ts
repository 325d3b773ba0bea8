#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { doctorCommand } from './commands/doctor.js';
import { experimentCommand } from './commands/experiment.js';
import { explainCommand } from './commands/explain.js';
import { imagesCommand } from './commands/images.js';
import { initCommand } from './commands/init.js';
import { judgeCommand } from './commands/judge.js';
import { leaderboardCommand } from './commands/leaderboard.js';
import { liveCommand } from './commands/live.js';
import { scenarioCommand } from './commands/scenario.js';
import { submitCommand } from './commands/submit.js';
import { translateCommand } from './commands/translate.js';
import { validateCommand } from './commands/validate.js';
import { verifyCommand } from './commands/verify.js';
import { watchCommand } from './commands/watch.js';
import { CommandFailed, EXIT } from './exit-code.js';

const program = new Command('regatta')
  .description('The judging platform for container-orchestration competitions.')
  .version('0.1.0')
  .showHelpAfterError('(see --help)')
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done; 1 the entry, scenario or record is at fault; 2 wrong usage; 3 the platform is at fault.\nThe whole platform: ./regatta up',
  );
const COMMANDS = [
  judgeCommand,
  validateCommand,
  translateCommand,
  verifyCommand,
  explainCommand,
  scenarioCommand,
  experimentCommand,
  doctorCommand,
  initCommand,
  imagesCommand,
  liveCommand,
  submitCommand,
  watchCommand,
  leaderboardCommand,
];
for (const register of COMMANDS) register(program);
overrideExit(program);

// `regatta … | head` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.platform));

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommandFailed) {
    console.error(`regatta: ${error.message}`);
    process.exitCode = error.exitCode;
  } else if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else {
    console.error(`regatta: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = EXIT.platform;
  }
});

/** Sub-commands do not inherit it. */
function overrideExit(command: Command): void {
  for (const child of command.commands) overrideExit(child.exitOverride());
}
