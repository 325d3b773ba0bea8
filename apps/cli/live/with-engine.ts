import type { openEngine } from '#io/live';
import { CommandFailed, EXIT } from '../exit-code.js';

/** Uses this host's container engine; where none answers, the command ends with the reason and the fix. */
export async function withEngine<T>(use: (engine: ReturnType<typeof openEngine>) => Promise<T>): Promise<T> {
  const { engineFix, LiveFault, openEngine, reachEngine } = await import('#io/live');
  try {
    const engine = openEngine();
    await reachEngine(engine);
    return await use(engine);
  } catch (error) {
    if (!(error instanceof LiveFault)) throw error;
    throw new CommandFailed(EXIT.platform, `${error.message}\n  to mend: ${engineFix(error)}`);
  }
}
