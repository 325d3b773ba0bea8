import type { Command } from 'commander';
import { parseEntry } from '#core/entry';
import { parseScenario } from '#core/scenario';
import { jsonOption } from '../arguments.js';
import { compareRecords } from '../compare-records.js';
import { CommandFailed, EXIT } from '../exit-code.js';
import { readInput, valueOf } from '../read-input.js';
import { readRecord } from '../read-record.js';
import { replayWithProgress } from '../replay-with-progress.js';

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
      const scenario = valueOf(parseScenario(record.scenario.text, `${file}:scenario`));
      const entry = valueOf(parseEntry(record.entry.files));
      const replayed = await replayWithProgress({ scenario, entry, seed: record.seed }, options.json !== true);
      const comparison = compareRecords(record, replayed);
      if (options.json === true) console.log(JSON.stringify(comparison, null, 2));
      else if (comparison.equal) console.log(`${file}: equal, ${replayed.recordDigest}`);
      if (!comparison.equal) throw new CommandFailed(EXIT.atFault, `${file}: ${comparison.difference}`);
    });
}
