import type { Command } from 'commander';
import { jsonOption } from '../arguments.js';
import { CommandFailed, EXIT } from '../exit-code.js';
import { readInput } from '../read-input.js';
import { readRecord } from '../read-record.js';

/** `regatta verify`: replays a run record from what is in it. */
export function verifyCommand(program: Command): void {
  program
    .command('verify')
    .description('replays a run record: equal, or the first event that differs')
    .argument('<record>', 'a run record (.json or .json.gz)')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  regatta judge k8s/ --scenario scenario.yaml --record run.json && regatta verify run.json')
    .action(async (file: string, options: { readonly json?: boolean }) => {
      const record = readRecord(readInput(file), file);
      const { verifyRecord } = await import('#core/simulator');
      const verification = verifyRecord(record);
      if (options.json === true) console.log(JSON.stringify(verification, null, 2));
      else if (verification.ok) console.log(`${file}: equal, ${record.recordDigest}`);
      else if (verification.line !== null) console.error(`recorded  ${verification.recorded ?? 'nothing'}\nreplayed  ${verification.replayed ?? 'nothing'}`);
      if (!verification.ok) throw new CommandFailed(EXIT.atFault, `${file}: ${verification.code}: ${verification.message}`);
    });
}
