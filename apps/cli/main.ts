#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { CommandFailed, EXIT } from './exit-code.js';

type Register = (program: Command) => void;

/** Each is loaded when it is asked for: what others need takes longer to load than most of them to run. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  judge: async () => (await import('./commands/judge.js')).judgeCommand,
  validate: async () => (await import('./commands/validate.js')).validateCommand,
  translate: async () => (await import('./commands/translate.js')).translateCommand,
  verify: async () => (await import('./commands/verify.js')).verifyCommand,
  explain: async () => (await import('./commands/explain.js')).explainCommand,
  scenario: async () => (await import('./commands/scenario.js')).scenarioCommand,
  experiment: async () => (await import('./commands/experiment.js')).experimentCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
  init: async () => (await import('./commands/init.js')).initCommand,
  images: async () => (await import('./commands/images.js')).imagesCommand,
  live: async () => (await import('./commands/live.js')).liveCommand,
  submit: async () => (await import('./commands/submit.js')).submitCommand,
  watch: async () => (await import('./commands/watch.js')).watchCommand,
  leaderboard: async () => (await import('./commands/leaderboard.js')).leaderboardCommand,
};

const program = new Command('regatta')
  .description('The judging platform for container-orchestration competitions.')
  .version('0.1.0')
  .showHelpAfterError('(see --help)')
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done; 1 the entry, scenario or record is at fault; 2 wrong usage; 3 the platform is at fault.\nThe whole platform: ./regatta up',
  );

// `regatta … | head` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.platform));

async function run(): Promise<void> {
  const [asked = ''] = process.argv.slice(2);
  const wanted = Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked] as () => Promise<Register>] : Object.values(COMMANDS);
  for (const load of wanted) (await load())(program);
  overrideExit(program);
  await program.parseAsync();
}

run().catch((error: unknown) => {
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
