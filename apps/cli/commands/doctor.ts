import type { Command } from 'commander';
import Table from 'cli-table3';
import { jsonOption } from '../arguments.js';
import { CommandFailed, EXIT } from '../exit-code.js';

/** `regatta doctor`: whether plugins may be run on this machine, and what it lacks. */
export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('whether plugins can be run here, looked at from outside and from inside of a sandbox')
    .addOption(jsonOption())
    .addHelpText('after', '\nThe engine is the one that DOCKER_HOST names, or the usual socket. Exit code 3: plugins cannot be run here.')
    .action(async (options: { readonly json?: boolean }) => {
      const { SandboxFault, SandboxHost } = await import('#io/sandbox');
      const { host, findings } = await SandboxHost.examine({ owner: `cli-${process.pid}` }).catch((error: unknown) => {
        throw error instanceof SandboxFault ? new CommandFailed(EXIT.platform, `the look at this machine came to no end: ${error.message}`) : error;
      });
      await host?.close();
      if (options.json === true) console.log(JSON.stringify({ fit: host !== null, findings }, null, 2));
      else {
        const table = new Table({ head: ['', 'check', 'found', 'to do'], style: { head: [], border: [] }, wordWrap: true, colWidths: [8, 20, 44, 44] });
        for (const { state, check, found, fix } of findings) table.push([state === 'yes' ? 'ok' : state, check, found, fix ?? '']);
        console.log(table.toString());
      }
      if (host === null) throw new CommandFailed(EXIT.platform, 'plugins cannot be run here; configuration entries can');
      if (options.json !== true) console.log('plugins can be run here');
    });
}
