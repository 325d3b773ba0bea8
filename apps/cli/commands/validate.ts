import type { Command } from 'commander';
import { jsonOption } from '../arguments.js';
import { EXIT } from '../exit-code.js';
import { readEntry } from '../read-entry.js';
import { valueOf } from '../read-input.js';
import { readScenario } from '../read-scenario.js';

/** `regatta validate`: every problem at once, with what to write instead. */
export function validateCommand(program: Command): void {
  program
    .command('validate')
    .description('every problem of an entry at once, with what to write instead')
    .argument('<entry>', 'a file, a folder, a .zip or a .tar.gz')
    .option('--scenario <file>', 'also whether it fits this scenario')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  regatta validate k8s/ --scenario scenarios/flash-crowd-zone-loss/scenario.yaml')
    .action(async (path: string, options: { readonly scenario?: string; readonly json?: boolean }) => {
      const outcome = await readEntry(path, options.scenario === undefined ? null : readScenario(options.scenario));
      if (options.json === true) {
        const problems = outcome.ok ? outcome.warnings : outcome.problems;
        const { division = null, digest = null } = outcome.ok ? outcome.value : {};
        console.log(JSON.stringify({ ok: outcome.ok, division, entryDigest: digest, problems }, null, 2));
        if (!outcome.ok) process.exitCode = EXIT.atFault;
        return;
      }
      const entry = valueOf(outcome);
      console.log(`${path}: a ${entry.division} entry of ${entry.files.length} file${entry.files.length === 1 ? '' : 's'}, digest ${entry.digest}`);
    });
}
