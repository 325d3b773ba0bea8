import type { Command } from 'commander';
import { jsonOption } from '../arguments.js';
import { CommandFailed, EXIT } from '../exit-code.js';

/** `regatta images`: the runtime images of plugins, made of this host's own programs. */
export function imagesCommand(program: Command): void {
  program
    .command('images')
    .description("makes the plugins' runtime images of this host's own programs; no registry is asked")
    .addOption(jsonOption())
    .action(async (options: { readonly json?: boolean }) => {
      const { SandboxHost, SandboxFault } = await import('#io/sandbox');
      try {
        const host = await SandboxHost.open({ owner: `cli-${process.pid}` });
        const images = [await host.image('node'), await host.image('python')];
        await host.close();
        if (options.json === true) console.log(JSON.stringify(images, null, 2));
        else for (const { name, id } of images) console.log(`${name}  ${id}`);
      } catch (error) {
        if (error instanceof SandboxFault) throw new CommandFailed(EXIT.platform, error.message);
        throw error;
      }
    });
}
