import { type EntryFile, parseEntry, type PluginEntry } from '#core/entry';
import { type ContestantSession, linkSession, SandboxHost, type ThreadLink } from '#io/sandbox';
import type { Logger } from '#io/telemetry';
import { ReplayFault } from './replay-port.js';

export interface Contestant {
  readonly link: ThreadLink;
  /** Ends it and takes its sandbox away. */
  close(): Promise<void>;
}

/**
 * Where entries that bring code of their own are run. The container engine is looked at when the first of them comes, and
 * again with every next one while it is not fit: configuration entries need none.
 */
export class Contestants {
  private host: Promise<SandboxHost> | undefined;

  constructor(
    private readonly owner: string,
    private readonly logger: Logger,
  ) {}

  /** Null: the entry has no code to run. */
  async prepare(files: readonly EntryFile[]): Promise<Contestant | null> {
    const entry = pluginOf(files);
    if (entry === null) return null;
    const host = await this.fitHost();
    const session = await host.begin(entry);
    host.warm(entry.interpreter);
    return { link: linkSession(session), close: () => this.end(session) };
  }

  /** Why no plugin can be run here now; null: they can. */
  async whyNot(): Promise<string | null> {
    try {
      await this.fitHost();
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async close(): Promise<void> {
    await (await this.host?.catch(() => undefined))?.close();
  }

  private async fitHost(): Promise<SandboxHost> {
    this.host ??= SandboxHost.open({ owner: this.owner });
    try {
      return await this.host;
    } catch (error) {
      this.host = undefined;
      throw new ReplayFault('no-sandbox', error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  /** What cannot be taken away now is taken away when the judge starts again; the run is not to wait for it. */
  private async end(session: ContestantSession): Promise<void> {
    await session.close().catch((error: unknown) => this.logger.error({ err: error }, 'a sandbox could not be removed'));
  }
}

function pluginOf(files: readonly EntryFile[]): PluginEntry | null {
  // Reading an entry costs time, and only this file makes one a plugin.
  if (!files.some(({ path }) => /(^|\/)regatta\.ya?ml$/.test(path))) return null;
  const entry = parseEntry(files);
  return entry.ok && entry.value.division === 'scheduler' ? entry.value : null;
}
