import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type Dialect, TRANSLATABLE, translateEntry } from '#core/entry/translate';
import { formatProblem } from '#core/problem';
import { jsonOption } from '../arguments.js';
import { CommandFailed, EXIT } from '../exit-code.js';
import { readEntry } from '../read-entry.js';
import { valueOf } from '../read-input.js';
import { writeOutput } from '../write-output.js';

/** `regatta translate`: the same intent for another orchestrator, and everything that could not be said there. */
export function translateCommand(program: Command): void {
  program
    .command('translate')
    .description('writes an entry for another orchestrator, and lists what is lost on the way')
    .argument('<entry>', 'a file, a folder, a .zip or a .tar.gz')
    .addOption(new Option('--to <dialect>', 'which one').choices(TRANSLATABLE).makeOptionMandatory())
    .option('--out <folder>', 'where the files go (default: standard output)')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  regatta translate examples/mesos --to kubernetes --out k8s && regatta validate k8s')
    .action(async (path: string, { to, out, json }: { to: Dialect; out?: string; json?: boolean }) => {
      const entry = valueOf(await readEntry(path, null));
      if (entry.division === 'scheduler') throw new CommandFailed(EXIT.atFault, 'a scheduler plugin is code: it cannot be translated');
      const { files, losses } = translateEntry(entry, to);
      if (json === true) return console.log(JSON.stringify({ from: entry.division, to, files, losses }, null, 2));
      for (const loss of losses) console.error(formatProblem(loss));
      if (out === undefined) return console.log(files.map(({ path: name, text }) => `# ${name}\n${text}`).join('\n'));
      mkdirSync(out, { recursive: true });
      for (const file of files) writeOutput(join(out, file.path), file.text);
      console.error(`${files.map((file) => join(out, file.path)).join(', ')}; ${losses.length} losses`);
    });
}
