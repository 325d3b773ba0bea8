import { SandboxFault, SandboxHost } from '#io/sandbox';
import { CommandFailed, EXIT } from '../exit-code.js';

/** The engine that sandboxes of plugins are made by; without one the command ends, and says what to do. */
export async function openHost(): Promise<SandboxHost> {
  try {
    return await SandboxHost.open({ owner: `cli-${process.pid}` });
  } catch (error) {
    if (!(error instanceof SandboxFault)) throw error;
    throw new CommandFailed(EXIT.platform, `${error.message}\n\`regatta doctor\` looks closer; \`--unsandboxed\` runs a plugin of your own as a plain process`);
  }
}
