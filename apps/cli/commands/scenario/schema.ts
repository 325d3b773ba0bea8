import type { Command } from 'commander';
import { scenarioJsonSchema } from '#core/scenario';

/** `regatta scenario schema`: what editors complete and check scenario files by. */
export function schemaCommand(scenario: Command): void {
  scenario
    .command('schema')
    .description('prints the JSON Schema of scenario files, for editors')
    .addHelpText(
      'after',
      '\nExample:\n  regatta scenario schema > scenario.schema.json     # and in the file: # yaml-language-server: $schema=./scenario.schema.json',
    )
    .action(() => void process.stdout.write(schemaText()));
}

export const schemaText = (): string => `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
