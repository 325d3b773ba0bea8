import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { commitmentOf, perturbedTwin } from '#core/scenario';
import { jsonOption } from '../../arguments.js';
import { CommandFailed, EXIT } from '../../exit-code.js';
import { readInput, valueOf } from '../../read-input.js';
import { scenarioFileOf } from '../../read-scenario.js';
import { writeOutput } from '../../write-output.js';

interface TwinArguments {
  readonly out: string;
  readonly id: string;
  readonly spread: number;
  readonly seeds: number;
  readonly secret?: string;
  readonly json?: boolean;
}

/** `regatta scenario twin` and `reveal`: hidden scenarios that nobody has to take on trust. */
export function twinCommands(scenario: Command): void {
  scenario
    .command('twin')
    .description('makes a hidden scenario: a public one with other numbers and seeds, and the commitment to publish beforehand')
    .argument('<scenario>', 'the public scenario')
    .requiredOption('--out <file>', 'the hidden file: keep it to yourself')
    .requiredOption('--id <id>', 'of the hidden scenario')
    .option('--spread <share>', 'how far a number may move', share, 0.15)
    .option('--seeds <n>', 'how many seeds of its own', count, 5)
    .option('--secret <text>', 'what decides the numbers (default: 32 random bytes)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nThe commitment is the SHA-256 of the hidden file. Publish it before the contest; publish the file after it, and anybody can check:\n  regatta scenario reveal hidden.yaml --commitment <hex>     or     sha256sum hidden.yaml\n\nFind its references before it is used (regatta scenario references), and make the commitment from the finished file:\n  regatta scenario commit hidden.yaml',
    )
    .action(twin);
  scenario
    .command('commit')
    .description('prints the commitment of a hidden scenario file')
    .argument('<file>', 'the hidden file')
    .action((file: string) => console.log(commitmentOf(readInput(file))));
  scenario
    .command('reveal')
    .description('checks a revealed scenario file against the commitment that was published')
    .argument('<file>', 'the revealed file')
    .requiredOption('--commitment <hex>', 'what was published beforehand')
    .addOption(jsonOption())
    .action(reveal);
}

function twin(path: string, options: TwinArguments): void {
  const secret = options.secret ?? randomBytes(32).toString('hex');
  const text = valueOf(perturbedTwin(readInput(scenarioFileOf(path)), { id: options.id, secret, spread: options.spread, seedCount: options.seeds }));
  writeOutput(options.out, text);
  const commitment = commitmentOf(text);
  if (options.json === true) console.log(JSON.stringify({ file: options.out, id: options.id, commitment }, null, 2));
  else console.log(`${options.out}\ncommitment ${commitment}`);
}

function reveal(file: string, { commitment, json }: { readonly commitment: string; readonly json?: boolean }): void {
  const found = commitmentOf(readInput(file));
  const ok = found === commitment.trim().toLowerCase();
  if (json === true) console.log(JSON.stringify({ ok, commitment: found }, null, 2));
  else if (ok) console.log(`${file} is what was committed to`);
  if (!ok) throw new CommandFailed(EXIT.atFault, `${file} is not what was committed to: its commitment is ${found}`);
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 0.5) return value;
  throw new InvalidArgumentError('a share above 0, 0.5 at most.');
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('a whole number from 1 to 100.');
}
