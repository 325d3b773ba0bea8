import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { CommandFailed, EXIT } from '../exit-code.js';

const LANGUAGES = ['javascript', 'typescript', 'python'] as const;
type Language = (typeof LANGUAGES)[number];

const TRY: Readonly<Record<Language, string>> = { javascript: 'npm test', typescript: 'npm test', python: 'python3 -m unittest' };

/** `regatta init scheduler`: a plugin that judges at once. */
export function initCommand(program: Command): void {
  program
    .command('init')
    .description('begins a project: a scheduler plugin that can be judged at once')
    .addArgument(program.createArgument('<what>', 'what to begin').choices(['scheduler']))
    .argument('[folder]', 'where', 'my-scheduler')
    .addOption(new Option('--language <name>', 'of the plugin').choices(LANGUAGES).default('javascript'))
    .addHelpText('after', '\nExample:\n  regatta init scheduler my-scheduler --language python')
    .action(async (_what: string, folder: string, { language }: { readonly language: Language }) => {
      const { sdkFolder } = await import('#io/sandbox');
      if (existsSync(folder) && readdirSync(folder).length > 0) throw new CommandFailed(EXIT.usage, `${folder}: is there already and not empty`);
      mkdirSync(folder, { recursive: true });
      cpSync(join(sdkFolder(), 'templates', language), folder, { recursive: true });
      renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
      // For editors and tests; where it is judged, the SDK is there already.
      if (language === 'python')
        cpSync(join(sdkFolder(), 'python/regatta'), join(folder, 'regatta'), { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
      else cpSync(join(sdkFolder(), 'javascript'), join(folder, 'node_modules/regatta'), { recursive: true, filter: (path) => !/[/\\]test$/.test(path) });
      // Its tests take the types out as the sandbox does.
      if (language === 'typescript') copyStripper(join(folder, 'node_modules/@swc/wasm-typescript'));
      console.log(`${folder}: a scheduler plugin in ${language}. README.md says more. Next:`);
      console.log(`  cd ${folder} && ${TRY[language]}`);
      console.log(`  regatta judge ${folder} --scenario scenarios/bin-packing/scenario.yaml`);
      console.log(`  regatta submit ${folder} --contest <contest>`);
    });
}

function copyStripper(to: string): void {
  const from = dirname(require.resolve('@swc/wasm-typescript/package.json'));
  mkdirSync(to, { recursive: true });
  for (const name of ['package.json', 'wasm.js', 'LICENSE']) cpSync(join(from, name), join(to, name));
}
