import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { newScenario, parseScenario } from '#core/scenario';
import { jsonOption } from '../../arguments.js';
import { CommandFailed, EXIT } from '../../exit-code.js';
import { readInput, valueOf } from '../../read-input.js';
import { writeOutput } from '../../write-output.js';
import { schemaText } from './schema.js';

interface Options {
  readonly family: string;
  readonly title?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `regatta scenario new`: a scenario of your own, from one of the families that ship. */
export function newCommand(scenario: Command): void {
  scenario
    .command('new')
    .description('starts a scenario of your own from a family that ships')
    .argument('<id>', 'its name: lower-case letters, digits and dashes')
    .addOption(new Option('--family <family>', 'what to start from').default('steady-web'))
    .option('--title <title>', 'what people read')
    .option('--out <dir>', 'its folder (default: the id)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nFamilies: ${families().join(', ')}\n\nThen: edit it, regatta scenario lint, preview, references, verify.\n\nExample:\n  regatta scenario new black-friday --family flash-crowd --title 'Black Friday'`,
    )
    .action(create);
}

function create(id: string, options: Options): void {
  if (!families().includes(options.family)) throw new CommandFailed(EXIT.usage, `there is no family ${options.family}; there are: ${families().join(', ')}`);
  const folder = options.out ?? id;
  const file = join(folder, 'scenario.yaml');
  if (existsSync(file)) throw new CommandFailed(EXIT.usage, `${file} is there already`);
  const copy = newScenario(readInput(join(familiesFolder(), options.family, 'scenario.yaml')), { id, title: options.title ?? id });
  const text = `${SCHEMA_LINE}${copy.replace(/^# yaml-language-server:.*\n/, '')}`;
  const value = valueOf(parseScenario(text, file));
  mkdirSync(folder, { recursive: true });
  writeOutput(file, text);
  writeOutput(join(folder, SCHEMA_FILE), schemaText());
  writeOutput(join(folder, 'README.md'), `# ${value.title}\n\n**What it asks.**\n\n**What a good entry does.**\n\n**The SLO.**\n`);
  if (options.json === true) console.log(JSON.stringify({ file, id: value.id, digest: value.digest }, null, 2));
  else console.log(`${file}: a copy of ${options.family} to go on from; it has no references until \`regatta scenario references ${folder}\` found them`);
}

/** Editors complete and check a file by its first line. */
const SCHEMA_FILE = 'scenario.schema.json';
const SCHEMA_LINE = `# yaml-language-server: $schema=./${SCHEMA_FILE}\n`;

/** Beside the program, wherever the command is given. */
const familiesFolder = (): string => join(__dirname, '..', '..', '..', '..', '..', 'scenarios');

function families(): readonly string[] {
  try {
    return readdirSync(familiesFolder()).filter((name) => existsSync(join(familiesFolder(), name, 'scenario.yaml')));
  } catch {
    return [];
  }
}
